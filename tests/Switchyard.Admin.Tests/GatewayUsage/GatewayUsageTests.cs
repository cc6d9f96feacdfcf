using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Hub.Usage;
using Switchyard.Model.Access;
using Switchyard.Storage.Gateways;
using Switchyard.Storage.Recording;

namespace Switchyard.Admin.Tests.GatewayUsage;

public sealed class GatewayUsageTests : IAsyncLifetime
{
    private static readonly DateTimeOffset At = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);
    private static readonly Guid Life = Guid.CreateVersion7(At);
    private static readonly Guid User = Guid.CreateVersion7(At);

    private readonly byte[] _textKey = RandomNumberGenerator.GetBytes(TextSealer.KeyBytes);
    private readonly byte[] _tokenHash = new byte[32];
    private ControlPlane _plane = null!;
    private GatewayRow _gateway = null!;
    private string _token = "";

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _plane = await ControlPlane.StartAsync();
        (_gateway, _token) = await AddGatewayAsync("berlin");
        AccessToken.Hash(_token, _tokenHash);
    }

    public ValueTask DisposeAsync() => _plane.DisposeAsync();

    [Fact]
    [Trait("criterion", "HUB-78")]
    public async Task A_batch_is_written_once_however_often_it_comes_and_under_the_gateways_name()
    {
        var batch = Batch(Start(1), End(1), End(2));
        for (var i = 0; i < 3; i++)
        {
            (await PostAsync(batch)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        var usage = await JsonAsync("/usage?groupBy=node&startedAfter=2026-11-01T00:00:00Z");
        var item = usage["items"]!.AsArray().ShouldHaveSingleItem()!;
        ((string?)item["keys"]!["node"]).ShouldBe("berlin");
        ((long)item["totals"]!["interceptions"]!).ShouldBe(2);
        ((long)item["totals"]!["inputTokens"]!).ShouldBe(20);
        var spend = await _plane.Database.ReadAsync((session, token) => SpendTable.ListAsync(session, "2026-11", token), Ended);
        spend.Single(row => row.Scope == "user" && row.ScopeId == User).Requests.ShouldBe(2);
        spend.Single(row => row.Scope == "node").ScopeId.ShouldBe(_gateway.Id);
    }

    [Fact]
    [Trait("criterion", "HUB-78")]
    public async Task Texts_travel_sealed_rest_sealed_and_can_be_read_on_a_node()
    {
        var start = Start(1);
        var text = Encoding.UTF8.GetBytes("the prompt");
        var value = new byte[text.Length + TextSealer.Overhead];
        new TextSealer(_textKey).Seal(start.Row.Id, RecordedText.Prompt, 0, text, value);
        start = start with { Texts = [new InterceptionTextRow { InterceptionId = start.Row.Id, Kind = "prompt", Sealed = value }] };
        (await PostAsync(Batch(start, End(1)))).StatusCode.ShouldBe(HttpStatusCode.OK);

        var detail = await JsonAsync($"/interceptions/{start.Row.Id}");
        ((string?)detail["prompt"]!["text"]).ShouldBe("the prompt");
        var key = await _plane.Database.ReadAsync((session, token) => RecordingLifeTable.SealedKeyAsync(session, Life, token), Ended);
        key!.AsSpan().IndexOf(_textKey).ShouldBe(-1);
    }

    [Fact]
    [Trait("criterion", "HUB-78")]
    public async Task A_life_is_over_when_the_edge_says_so()
    {
        (await PostAsync(Batch(Start(1)))).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var answer = await PostAsync(new UsageBatch { Lives = [LifeOf()], Ended = [Life] });
        (await answer.Content.ReadFromJsonAsync(UsageWire.Default.UsageAnswer, Ended))!.Aborted.ShouldBe(1);
        ((string?)(await JsonAsync($"/interceptions/{Id(1)}"))["status"]).ShouldBe("aborted");
    }

    [Fact]
    [Trait("criterion", "HUB-42")]
    public async Task Only_the_gateways_own_living_token_opens_the_route()
    {
        var (other, otherToken) = await AddGatewayAsync("paris");
        var batch = Batch(End(1));
        await ShouldBeAsync(PostAsync(batch, token: ""), 401, "unauthorized");
        await ShouldBeAsync(PostAsync(batch, token: ControlPlane.Token), 401, "unauthorized");
        await ShouldBeAsync(PostAsync(batch, token: AccessToken.Create(AccessToken.GatewayPrefix, Guid.CreateVersion7(At)).Reveal()), 401, "unauthorized");
        AccessToken.TryReadId(_token, AccessToken.GatewayPrefix, out var tokenId);
        await ShouldBeAsync(PostAsync(batch, token: AccessToken.Create(AccessToken.GatewayPrefix, tokenId).Reveal()), 401, "unauthorized");
        await ShouldBeAsync(PostAsync(batch, token: otherToken), 403, "wrong_gateway");
        await ShouldBeAsync(PostAsync(batch, token: otherToken, gateway: "paris"), 403, "wrong_gateway");

        await ExecuteAsync($"update gateways set enabled = false where id = '{_gateway.Id}'");
        await ShouldBeAsync(PostAsync(batch), 403, "gateway_disabled");
        await ExecuteAsync($"update gateways set enabled = true where id = '{_gateway.Id}'");
        await ExecuteAsync($"update gateway_tokens set expires_at = 1 where gateway_id = '{_gateway.Id}'");
        await ShouldBeAsync(PostAsync(batch), 401, "unauthorized");
        await ExecuteAsync($"update gateway_tokens set expires_at = null, revoked_at = 1 where gateway_id = '{_gateway.Id}'");
        await ShouldBeAsync(PostAsync(batch), 401, "unauthorized");
        await ExecuteAsync($"update gateways set deleted_at = 1 where id = '{_gateway.Id}'");
        await ShouldBeAsync(PostAsync(batch), 404, "gateway_deleted");
        other.Name.ShouldBe("paris");
    }

    [Fact]
    [Trait("criterion", "HUB-42")]
    public async Task Nobody_writes_to_lives_or_interceptions_of_others()
    {
        (await PostAsync(Batch(Start(1)))).StatusCode.ShouldBe(HttpStatusCode.OK);
        var (other, token) = await AddGatewayAsync("paris");
        await ShouldBeAsync(PostAsync(Batch(End(2)), token, other.Id.ToString()), 409, "foreign_usage");
        var stolen = End(1);
        var life = Guid.CreateVersion7(At);
        var batch = new UsageBatch { Lives = [new UsageLife(life, At, null)], Records = [stolen with { Row = stolen.Row with { LifeId = life } }] };
        await ShouldBeAsync(PostAsync(batch, token, other.Id.ToString()), 409, "foreign_usage");
        ((string?)(await JsonAsync($"/interceptions/{Id(1)}"))["status"]).ShouldBe("running");
    }

    [Fact]
    [Trait("criterion", "HUB-42")]
    public async Task A_body_that_is_too_large_or_wrong_changes_nothing()
    {
        using var large = new ByteArrayContent(new byte[(4 << 20) + 1]);
        large.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        await ShouldBeAsync(SendAsync(large, _token, _gateway.Id.ToString()), 413, "body_too_large");

        // Without a length that could be looked at before.
        using var endless = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes("{\"x\":\"" + new string('x', 5 << 20) + "\"}")));
        endless.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        endless.Headers.ContentLength = null;
        (await SendAsync(endless, _token, _gateway.Id.ToString(), chunked: true)).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);

        using var text = new StringContent("{", Encoding.UTF8, "application/json");
        await ShouldBeAsync(SendAsync(text, _token, _gateway.Id.ToString()), 400, "malformed_json");
        var good = End(1);
        RecordedInterception[] wrong =
        [
            good with { Row = good.Row with { Status = "running" } },
            good with { Row = good.Row with { LifeId = User } },
            good with { Row = good.Row with { RootId = User } },
            good with { Row = good.Row with { Format = "letters" } },
            good with { Row = good.Row with { InputTokens = -1 } },
            good with { Row = good.Row with { Model = "a\0b" } },
            good with { Texts = [new InterceptionTextRow { InterceptionId = User, Kind = "prompt" }] },
        ];
        foreach (var record in wrong)
        {
            await ShouldBeAsync(PostAsync(Batch(End(2), record)), 400, "invalid_request");
        }

        (await _plane.Database.ReadAsync((session, token) => session.QueryFirstAsync<long>("select count(*) from interceptions", null, token), Ended)).ShouldBe(0);
    }

    [Fact]
    [Trait("criterion", "HUB-78")]
    public async Task An_empty_batch_asks_whether_the_database_takes_any()
    {
        (await PostAsync(new UsageBatch())).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _plane.Database.ReadAsync((session, token) => session.QueryFirstAsync<long>("select count(*) from interceptions", null, token), Ended)).ShouldBe(0);
        await ExecuteAsync("drop table last_used");
        await ShouldBeAsync(PostAsync(Batch(End(1))), 422, "usage_not_writable");
        await ShouldBeAsync(PostAsync(new UsageBatch()), 503, "database_unavailable");
    }

    private static Guid Id(int number) => new(1, 2, 3, [0, 0, 0, 0, 0, 0, 0, (byte)number]);

    private static RecordedInterception Start(int number) => new(IsEnd: false, Row(number), [], []);

    private static RecordedInterception End(int number) => new(
        IsEnd: true, Row(number) with { Status = "completed", EndedAt = At.AddSeconds(1), InputTokens = 10, OutputTokens = 5, CostNanos = 100 }, [], []);

    private static InterceptionRow Row(int number) => new()
    {
        Id = Id(number),
        RootId = Id(number),
        LifeId = Life,
        NodeId = User,
        Node = "whatever the edge says",
        Status = "running",
        StartedAt = At,
        UserId = User,
        AccessKeyId = User,
        ProviderId = User,
        Provider = "openai",
        CredentialKind = "pool",
        Model = "gpt-5",
        Format = "messages",
        Client = "codex",
    };

    private static async Task ShouldBeAsync(Task<HttpResponseMessage> sending, int status, string code)
    {
        using var answer = await sending;
        ((int)answer.StatusCode).ShouldBe(status, await answer.Content.ReadAsStringAsync(Ended));
        answer.Headers.GetValues("X-Switchyard-Error").ShouldBe([code]);
    }

    private UsageBatch Batch(params RecordedInterception[] records) => new() { Lives = [LifeOf()], Records = records };

    private UsageLife LifeOf() => new(Life, At, LifeKeyEnvelope.Wrap(_tokenHash, Life, _textKey));

    private Task<HttpResponseMessage> PostAsync(UsageBatch batch, string? token = null, string? gateway = null) =>
        SendAsync(JsonContent.Create(batch, UsageWire.Default.UsageBatch), token ?? _token, gateway ?? _gateway.Id.ToString());

    private async Task<HttpResponseMessage> SendAsync(HttpContent content, string token, string gateway, bool chunked = false)
    {
        using var client = new HttpClient { BaseAddress = _plane.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/api/v1/gateways/{gateway}/usage", UriKind.Relative));
        request.Content = content;
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.TransferEncodingChunked = chunked;
        return await client.SendAsync(request, Ended);
    }

    private async Task<JsonNode> JsonAsync(string path) => JsonNode.Parse(await _plane.Http.GetStringAsync(new Uri("/api/v1" + path, UriKind.Relative), Ended))!;

    private Task<int> ExecuteAsync(string sql) => _plane.Database.WriteAsync((session, token) => session.ExecuteAsync(sql, null, token), Ended);

    private async Task<(GatewayRow Gateway, string Token)> AddGatewayAsync(string name)
    {
        var now = TimeProvider.System.GetUtcNow();
        var row = new GatewayRow { Id = Guid.CreateVersion7(now), Name = name, DisplayName = name, LabelsJson = "{}", Enabled = true, Version = 1, CreatedAt = now, UpdatedAt = now };
        var id = Guid.CreateVersion7(now);
        var token = AccessToken.Create(AccessToken.GatewayPrefix, id);
        var hash = new byte[32];
        AccessToken.Hash(token.Reveal(), hash);
        await _plane.Database.WriteAsync(
            async (session, ended) =>
            {
                await GatewayTable.InsertAsync(session, row, ended);
                await GatewayTokenTable.InsertAsync(session, new GatewayTokenRow { Id = id, GatewayId = row.Id, Hash = hash, Masked = token.Masked, CreatedAt = now }, ended);
            },
            Ended);
        return (row, token.Reveal());
    }
}
