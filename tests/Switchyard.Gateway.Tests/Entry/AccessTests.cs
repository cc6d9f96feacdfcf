using System.Net;
using System.Net.Sockets;
using System.Text;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Model.Access;
using Switchyard.Model.Limits;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Tests.Entry;

/// <summary>Who comes in, with what, and how often.</summary>
public sealed class AccessTests
{
    private const string Path = "/sim/v1/chat/completions";

    [Fact]
    [Trait("criterion", "PRV-56")]
    public async Task The_credential_is_taken_from_three_places_in_order()
    {
        await using var rig = await GatewayRig.StartWithProviderAsync();
        var good = rig.Token;
        const string Bad = "sy_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        await StatusAsync(rig, 200, null, ("Authorization", "Bearer " + good));
        await StatusAsync(rig, 200, null, ("Authorization", "bEARER " + good));
        await StatusAsync(rig, 200, null, ("x-api-key", good));
        await StatusAsync(rig, 200, null, ("X-Switchyard-Key", good));
        await StatusAsync(rig, 200, null, ("X-Switchyard-Key", good), ("x-api-key", Bad));
        await StatusAsync(rig, 401, "invalid_access_key", ("X-Switchyard-Key", Bad), ("Authorization", "Bearer " + good));
        await StatusAsync(rig, 401, "invalid_access_key", ("Authorization", "Bearer " + Bad), ("x-api-key", good));
        await StatusAsync(rig, 401, "missing_access_key");
        await StatusAsync(rig, 401, "missing_access_key", ("Cookie", "session=" + good), ("Authorization", "Basic " + good));
    }

    [Fact]
    [Trait("criterion", "PRV-56")]
    [Trait("criterion", "PRV-57")]
    public async Task Unknown_revoked_expired_and_wrong_keys_get_the_same_answer()
    {
        await using var rig = await GatewayRig.StartAsync();
        var now = TimeProvider.System.GetUtcNow();
        var (revoked, expired, future, wrong, unknown) = (Make(), Make(), Make(), Make(), Make());
        rig.Model = rig.Model with
        {
            AccessKeys =
            [
                .. rig.Model.AccessKeys,
                GatewayRig.KeyOf(revoked.Id, revoked.Token) with { Enabled = false },
                GatewayRig.KeyOf(expired.Id, expired.Token) with { ExpiresAt = now.AddSeconds(-1) },
                GatewayRig.KeyOf(future.Id, future.Token) with { ExpiresAt = now.AddHours(1) },
                GatewayRig.KeyOf(wrong.Id, "another text"),
            ],
        };
        await rig.ApplyAsync(rig.Provider("sim"));
        foreach (var token in new[] { revoked.Token, expired.Token, wrong.Token, unknown.Token })
        {
            await StatusAsync(rig, 401, "invalid_access_key", ("x-api-key", token));
        }

        await StatusAsync(rig, 200, null, ("x-api-key", future.Token));
        rig.Simulator.Log.Requests.Count.ShouldBe(1);

        static (Guid Id, string Token) Make()
        {
            var id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
            return (id, AccessToken.Create(AccessToken.AccessKeyPrefix, id).Reveal());
        }
    }

    [Fact]
    [Trait("criterion", "PRV-56")]
    public async Task Grants_of_key_and_user_both_hold()
    {
        await using var rig = await GatewayRig.StartAsync();
        var user = rig.Model.Users[0];
        var key = rig.Model.AccessKeys[0];
        await TryAsync(user with { Providers = ["other"] }, key, 403, "provider_not_granted");
        await TryAsync(user with { Providers = ["sim"] }, key with { Providers = ["other"] }, 403, "provider_not_granted");
        await TryAsync(user with { Providers = ["sim", "other"] }, key with { Providers = ["sim"] }, 200, null);
        await TryAsync(user with { Enabled = false }, key, 403, "user_disabled");

        async Task TryAsync(UserConfig u, AccessKeyConfig k, int status, string? code)
        {
            rig.Model = rig.Model with { Users = [u], AccessKeys = [k with { UserId = u.Id }] };
            await rig.ApplyAsync(rig.Provider("sim"));
            await StatusAsync(rig, status, code, ("x-api-key", rig.Token));
        }
    }

    [Fact]
    [Trait("criterion", "PRV-60")]
    [Trait("criterion", "PRV-61")]
    public async Task The_clients_own_credential_goes_up_only_where_it_may()
    {
        await using var rig = await GatewayRig.StartAsync();
        await rig.ApplyAsync(rig.Provider("sim"), rig.Provider("own", ProviderType.Anthropic) with { AllowByok = true });
        await StatusAsync(rig, 403, "byok_not_allowed", ("X-Switchyard-Key", rig.Token), ("Authorization", "Bearer mine-0123456789"));
        using (var response = await rig.Client.SendAsync(
                   Bare("/own/v1/messages", GatewayRig.Message(), ("X-Switchyard-Key", rig.Token), ("Authorization", "Bearer second"), ("x-api-key", "first")), GatewayRig.Ending))
        {
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        var received = rig.Simulator.Log.Last;
        received.Header("x-api-key").ShouldBe("first");
        received.Header("Authorization").ShouldBeNull();
        received.Header("X-Switchyard-Key").ShouldBeNull();
        rig.Model = rig.Model with { Access = new AccessConfig { Byok = false } };
        await rig.ApplyAsync();
        using var denied = await rig.Client.SendAsync(Bare("/own/v1/messages", GatewayRig.Message(), ("X-Switchyard-Key", rig.Token), ("x-api-key", "first")), GatewayRig.Ending);
        denied.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await denied.Content.ReadAsStringAsync(GatewayRig.Ending)).ShouldContain("\"type\":\"error\"", Case.Sensitive, "Anthropic's dialect");
    }

    [Fact]
    [Trait("criterion", "PRV-61")]
    public async Task In_pool_mode_no_credential_of_the_client_goes_up()
    {
        await using var rig = await GatewayRig.StartWithProviderAsync();
        await StatusAsync(rig, 200, null, ("Authorization", "Bearer " + rig.Token), ("x-api-key", "client-secret"), ("api-key", "client-secret"), ("Cookie", "a=b"), ("X-Switchyard-Foo", "x"), ("X-Forwarded-For", "1.2.3.4"));
        var received = rig.Simulator.Log.Last;
        received.Header("Authorization").ShouldBe("Bearer sk-sim-0123456789abcdef");
        foreach (var header in received.Headers)
        {
            header.Value.ShouldNotContain("client-secret");
            header.Value.ShouldNotContain(rig.Token);
            header.Key.ShouldNotStartWith("X-Switchyard-");
            header.Key.ShouldNotStartWith("X-Forwarded-");
            header.Key.ShouldNotBe("Cookie");
        }
    }

    [Fact]
    [Trait("criterion", "PRV-57")]
    public async Task A_rejected_request_is_answered_before_its_body_came()
    {
        await using var rig = await GatewayRig.StartWithProviderAsync();
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, rig.Address.Port, GatewayRig.Ending);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST {Path} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\nAuthorization: Bearer nobody\r\n\r\n"), GatewayRig.Ending);
        var buffer = new byte[4096];
        var read = await stream.ReadAsync(buffer, GatewayRig.Ending);
        Encoding.ASCII.GetString(buffer, 0, read).ShouldStartWith("HTTP/1.1 401");
    }

    [Fact]
    [Trait("criterion", "PRV-62")]
    public async Task Limits_answer_429_with_their_codes()
    {
        await using var rig = await GatewayRig.StartAsync();
        foreach (var scope in new[] { LimitScope.Node, LimitScope.Provider, LimitScope.User, LimitScope.AccessKey })
        {
            rig.Model = rig.Model with { Limits = [new LimitConfig { Name = "l" + scope, Scope = scope, RequestsPerMinute = 2 }] };
            await rig.ApplyAsync(rig.Provider("sim"));
            await StatusAsync(rig, 200, null, ("x-api-key", rig.Token));
            await StatusAsync(rig, 200, null, ("x-api-key", rig.Token));
            using var response = await rig.Client.SendAsync(Bare(Path, GatewayRig.Chat(), ("x-api-key", rig.Token)), GatewayRig.Ending);
            response.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests, scope.ToString());
            response.Headers.GetValues("X-Switchyard-Error").ShouldBe(["rate_limited"]);
            response.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 30);
            rig.Model = rig.Model with { Limits = [] };
            await rig.ApplyAsync();
            await StatusAsync(rig, 200, null, ("x-api-key", rig.Token));
        }
    }

    [Fact]
    [Trait("criterion", "PRV-62")]
    public async Task A_concurrency_limit_counts_running_requests()
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.Model = rig.Model with { Limits = [new LimitConfig { Name = "c", Scope = LimitScope.User, Concurrency = 1 }] };
        await rig.ApplyAsync(rig.Provider("sim"));
        var gate = new Simulator.Rules.StreamGate(holdsHeaders: true);
        rig.Simulator.Rules.Add(new Simulator.Rules.SimulatorRule { Gate = gate });
        var first = rig.SendAsync(Path, GatewayRig.Chat());
        await gate.WaitUntilHeldAsync(1, GatewayRig.Ending);
        await StatusAsync(rig, 429, "concurrency_limited", ("x-api-key", rig.Token));
        gate.Open();
        (await first).Dispose();
        await rig.IdleAsync();
        await StatusAsync(rig, 200, null, ("x-api-key", rig.Token));
    }

    private static HttpRequestMessage Bare(string path, string body, params (string Name, string Value)[] headers)
    {
        // The client's own default credential must not interfere.
        var request = GatewayRig.Post(path, body, headers);
        if (!request.Headers.Contains("Authorization"))
        {
            request.Headers.TryAddWithoutValidation("Authorization", "");
        }

        return request;
    }

    private static async Task StatusAsync(GatewayRig rig, int status, string? code, params (string Name, string Value)[] headers)
    {
        using var response = await rig.Client.SendAsync(Bare(Path, GatewayRig.Chat(), headers), GatewayRig.Ending);
        var text = await response.Content.ReadAsStringAsync(GatewayRig.Ending);
        ((int)response.StatusCode).ShouldBe(status, text);
        if (code is not null)
        {
            response.Headers.GetValues("X-Switchyard-Error").ShouldBe([code]);
            System.Text.Json.JsonDocument.Parse(text).RootElement.GetProperty("error").GetProperty("code").GetString().ShouldBe(code);
        }
    }
}
