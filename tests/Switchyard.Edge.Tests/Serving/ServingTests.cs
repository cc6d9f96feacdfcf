using System.Net;
using System.Text;
using Switchyard.Edge.Contact;
using Switchyard.Edge.Status;
using Switchyard.Edge.Tests.Rigs;
using Switchyard.Gateway.Entry;
using Switchyard.Hub.Protocol;
using Switchyard.Hub.States;
using Switchyard.Model.Server;
using Switchyard.Simulator;
using Switchyard.Testing.Runs;

namespace Switchyard.Edge.Tests.Serving;

/// <summary>A whole edge before a control plane that does what a test says.</summary>
public sealed class ServingTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("switchyard-edge-").FullName;
    private SimulatorServer _simulator = null!;
    private ScriptedControlPlane _plane = null!;
    private YardModel _yard = null!;

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _simulator = await SimulatorServer.StartAsync(cancellationToken: Ended);
        _plane = await ScriptedControlPlane.StartAsync();
        _yard = new YardModel(_simulator.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await _plane.DisposeAsync();
        await _simulator.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    [Trait("criterion", "HUB-73")]
    [Trait("criterion", "HUB-79")]
    public async Task An_edge_serves_what_it_is_sent_and_follows_changes()
    {
        await using var edge = await StartAsync();
        await edge.ShouldAnswerAsync(HttpStatusCode.ServiceUnavailable, "not_ready");
        var node = await _plane.AcceptAsync();
        node.Instance.ShouldBe(Samples.Identity.InstanceId.ToString("D"));
        (node.Hello.LastSeq, node.Hello.Epoch, node.Hello.StateHash).ShouldBe((0L, null, null));
        (await node.WelcomeWithSnapshotAsync(_yard.State, 1)).ShouldBe(new AckFrame(1, _yard.State.Hash));

        // On the disk before the acknowledgement, and in force.
        File.Exists(Path.Combine(_directory, "last-good")).ShouldBeTrue();
        edge.Status.Report.State.ShouldBe(EdgeState.Connected);
        using (var answer = await edge.AskAsync())
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Ended));
            answer.Headers.GetValues("X-Switchyard-Revision").ShouldBe(["1"]);
        }

        _simulator.Log.WithKey("sk-edge-upstream-key-0001").Count.ShouldBe(1);

        var (from, to) = _yard.ChangeProvider(provider => provider with { Enabled = false });
        await node.SendChangeAsync(from, to, 2);
        (await node.NextAsync<AckFrame>()).ShouldBe(new AckFrame(2, to.Hash));
        await edge.ShouldAnswerAsync(HttpStatusCode.ServiceUnavailable, "provider_disabled");
    }

    [Fact]
    [Trait("criterion", "HUB-79")]
    public async Task Open_streams_are_not_cut_by_a_change_and_warm_parts_stay()
    {
        await using var edge = await StartAsync();
        var node = await _plane.AcceptAsync();
        await node.WelcomeWithSnapshotAsync(_yard.State, 1);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sim/v1/chat/completions");
        request.Content = new StringContent(
            """{"model":"gpt-sim","stream":true,"messages":[{"role":"user","content":"Hello"}]}""", Encoding.UTF8, "application/json");
        using var stream = await edge.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ended);
        var (from, to) = _yard.ChangeProvider(provider => provider with { Enabled = false });
        await node.SendChangeAsync(from, to, 2);
        await node.NextAsync<AckFrame>();
        (await stream.Content.ReadAsStringAsync(Ended)).ShouldEndWith("data: [DONE]\n\n");
    }

    [Fact]
    [Trait("criterion", "HUB-56")]
    [Trait("criterion", "HUB-79")]
    public async Task A_poisoned_change_is_refused_the_former_serves_and_the_next_good_one_applies()
    {
        await using var edge = await StartAsync();
        var node = await _plane.AcceptAsync();
        await node.WelcomeWithSnapshotAsync(_yard.State, 1);
        var good = _yard.State;
        for (var round = 0; round < 20; round++)
        {
            var poison = new StateObject(StateKinds.Limit, "poison", Encoding.UTF8.GetBytes($$"""{"name":{{round}}}"""));
            var bad = good.With(good.Epoch, 2, new StateChange([poison], []));
            await node.SendAsync(Samples.Event(2, 2, null, node.Sealed(poison)) with { StateHash = bad.Hash });
            var nack = await node.NextAsync<NackFrame>();
            (nack.Seq, nack.Keeping).ShouldBe((2L, 1L));
            nack.Error.ShouldContain("limit poison");
            await edge.ShouldAnswerAsync(HttpStatusCode.OK);
            edge.Configuration.State.RejectedRevision.ShouldBe(2);
        }

        var (from, to) = _yard.ChangeProvider(provider => provider with { DisplayName = "better" });
        await node.SendChangeAsync(from, to, 2);
        (await node.NextAsync<AckFrame>()).ShouldBe(new AckFrame(2, to.Hash));
        edge.Configuration.State.RejectedReason.ShouldBeNull();
    }

    [Fact]
    [Trait("criterion", "HUB-73")]
    public async Task What_can_not_be_kept_on_the_disk_does_not_serve()
    {
        await using var edge = await StartAsync();
        var node = await _plane.AcceptAsync();
        await node.WelcomeWithSnapshotAsync(_yard.State, 1);
        Directory.CreateDirectory(Path.Combine(_directory, "last-good.new"));
        var (from, to) = _yard.ChangeProvider(provider => provider with { Enabled = false });
        await node.SendChangeAsync(from, to, 2);
        (await node.NextAsync<NackFrame>()).Keeping.ShouldBe(1);
        await edge.ShouldAnswerAsync(HttpStatusCode.OK);

        Directory.Delete(Path.Combine(_directory, "last-good.new"));
        await node.SendChangeAsync(from, to, 2);
        (await node.NextAsync<AckFrame>()).Seq.ShouldBe(2);
    }

    [Fact]
    [Trait("criterion", "HUB-74")]
    public async Task An_edge_that_starts_without_its_control_plane_serves_what_served_last_and_catches_up()
    {
        await using (var first = await StartAsync())
        {
            var node = await _plane.AcceptAsync();
            await node.WelcomeWithSnapshotAsync(_yard.State, 1);
        }

        _plane.Refusal = (503, "unavailable");
        await using var edge = await StartAsync();
        await edge.WhenAsync(state => state.Applied is not null);
        await edge.ShouldAnswerAsync(HttpStatusCode.OK);
        await _plane.RefusedAsync();

        _plane.Refusal = null;
        var again = await _plane.AcceptAsync();
        (again.Hello.LastSeq, again.Hello.Epoch, again.Hello.StateHash).ShouldBe((1L, Samples.Epoch, _yard.State.Hash));
        await again.WelcomeAsync("resume", 2);
        var (from, to) = _yard.ChangeProvider(provider => provider with { Enabled = false });
        await again.SendChangeAsync(from, to, 2);
        (await again.NextAsync<AckFrame>()).ShouldBe(new AckFrame(2, to.Hash));
        await edge.ShouldAnswerAsync(HttpStatusCode.ServiceUnavailable, "provider_disabled");
    }

    [Theory]
    [InlineData(401, "unauthorized")]
    [InlineData(403, "forbidden")]
    [InlineData(404, "unknown_route")]
    [InlineData(409, "superseded")]
    [Trait("criterion", "HUB-72")]
    public async Task A_refused_edge_never_ends_serves_on_and_tries_again(int status, string code)
    {
        await using var edge = await StartAsync();
        var node = await _plane.AcceptAsync();
        await node.WelcomeWithSnapshotAsync(_yard.State, 1);
        _plane.Refusal = (status, code);
        node.Abort();
        await _plane.RefusedAsync();
        await _plane.RefusedAsync();
        await edge.WhenIsAsync(EdgeState.Refused);
        edge.Status.Report.Reason!.ShouldContain(code);
        await edge.ShouldAnswerAsync(HttpStatusCode.OK);
        File.Exists(Path.Combine(_directory, "last-good")).ShouldBeTrue();

        _plane.Refusal = null;
        (await _plane.AcceptAsync()).Hello.LastSeq.ShouldBe(1);
    }

    [Theory]
    [InlineData(404, "gateway_deleted")]
    [InlineData(403, "gateway_disabled")]
    [InlineData(0, "goaway")]
    [Trait("criterion", "HUB-76")]
    public async Task A_gateway_that_is_no_more_forgets_its_secrets_and_answers_503(int status, string code)
    {
        await using var edge = await StartAsync();
        var node = await _plane.AcceptAsync();
        await node.WelcomeWithSnapshotAsync(_yard.State, 1);
        await edge.ShouldAnswerAsync(HttpStatusCode.OK);
        _plane.Refusal = (status == 0 ? 404 : status, status == 0 ? "gateway_deleted" : code);
        if (status == 0)
        {
            await node.SendAsync(new GoAwayFrame(GoAwayReasons.Deleted, TimeSpan.Zero));
        }
        else
        {
            node.Abort();
        }

        await edge.WhenAsync(state => state.Applied is { Providers.Count: 0 });
        File.Exists(Path.Combine(_directory, "last-good")).ShouldBeFalse();
        edge.Configuration.Current!.AccessKeys.ShouldBeEmpty();
        await edge.ShouldAnswerAsync(HttpStatusCode.ServiceUnavailable, "gateway_retired");

        // Enabled again: it begins from nothing.
        _plane.Refusal = null;
        var again = await _plane.AcceptAsync();
        (again.Hello.LastSeq, again.Hello.StateHash).ShouldBe((0L, null));
        await again.WelcomeWithSnapshotAsync(_yard.State, 1);
        await edge.ShouldAnswerAsync(HttpStatusCode.OK);
    }

    [Fact]
    [Trait("criterion", "HUB-76")]
    public async Task A_revoked_token_alone_leaves_the_last_good_state()
    {
        await using var edge = await StartAsync();
        var node = await _plane.AcceptAsync();
        await node.WelcomeWithSnapshotAsync(_yard.State, 1);
        _plane.Refusal = (401, "unauthorized");
        await node.SendAsync(new GoAwayFrame(GoAwayReasons.Revoked, TimeSpan.Zero));
        await _plane.RefusedAsync();
        await edge.ShouldAnswerAsync(HttpStatusCode.OK);
        File.Exists(Path.Combine(_directory, "last-good")).ShouldBeTrue();
    }

    [Fact]
    [Trait("criterion", "HUB-51")]
    public async Task A_superseded_instance_does_not_come_back_at_once()
    {
        await using var edge = await StartAsync(options => options with { Reconnect = options.Reconnect with { Refused = TimeSpan.FromHours(1) } });
        var node = await _plane.AcceptAsync();
        await node.WelcomeWithSnapshotAsync(_yard.State, 1);
        await node.SendAsync(new GoAwayFrame(GoAwayReasons.Superseded, TimeSpan.Zero));
        await node.Ended.WaitAsync(Patience.Longest, Ended);
        await edge.WhenIsAsync(EdgeState.Refused);
        await edge.ShouldAnswerAsync(HttpStatusCode.OK);
    }

    [Fact]
    [Trait("criterion", "HUB-75")]
    public async Task Access_that_is_stale_is_not_trusted()
    {
        _yard.Change(model => model with { Server = ServerConfig.Default with { EdgeMaxOffline = TimeSpan.FromMilliseconds(1) } });
        await using var edge = await StartAsync();
        var node = await _plane.AcceptAsync();
        await node.WelcomeWithSnapshotAsync(_yard.State, 2);
        await edge.ShouldAnswerAsync(HttpStatusCode.OK);
        _plane.Refusal = (503, "unavailable");
        node.Abort();
        await _plane.RefusedAsync();
        await _plane.RefusedAsync();
        edge.Contact.State.ShouldBe(EntryState.Stale);
        await edge.ShouldAnswerAsync(HttpStatusCode.ServiceUnavailable, "stale_access");
    }

    [Theory]
    [InlineData("/mcp/team")]
    [InlineData("/mcp")]
    [InlineData("/api/v1/chats")]
    [InlineData("/api/v1/chats/1/messages")]
    [Trait("criterion", "HUB-80")]
    public async Task Tools_and_chats_are_not_on_an_edge(string path)
    {
        await using var edge = await StartAsync();
        await edge.ShouldAnswerAsync(HttpStatusCode.NotFound, "not_on_edge", path);
    }

    [Fact]
    [Trait("criterion", "HUB-52")]
    public async Task A_gap_is_mended_by_a_snapshot_on_the_same_connection()
    {
        await using var edge = await StartAsync();
        var node = await _plane.AcceptAsync();
        await node.WelcomeWithSnapshotAsync(_yard.State, 1);
        await node.SendAsync(Samples.Event(3, 3));
        (await node.NextAsync<ResyncFrame>()).Reason.ShouldBe("gap");
        var (_, to) = _yard.ChangeProvider(provider => provider with { DisplayName = "better" });
        await node.SendSnapshotAsync(to, 3);
        (await node.NextAsync<AckFrame>()).ShouldBe(new AckFrame(3, to.Hash));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"type":"event"}""")]
    [Trait("criterion", "HUB-65")]
    public async Task A_malformed_frame_ends_the_connection_and_not_the_edge(string text)
    {
        await using var edge = await StartAsync();
        var node = await _plane.AcceptAsync();
        await node.WelcomeWithSnapshotAsync(_yard.State, 1);
        await node.SendAsync(Encoding.UTF8.GetBytes(text));
        (await _plane.AcceptAsync()).Hello.LastSeq.ShouldBe(1);
        await edge.ShouldAnswerAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Reports_say_what_a_node_says()
    {
        await using var edge = await StartAsync();
        var node = await _plane.AcceptAsync();
        await node.WelcomeWithSnapshotAsync(_yard.State, 1);
        var report = await node.NextAsync<ReportFrame>();
        using var facts = System.Text.Json.JsonDocument.Parse(report.Facts);
        facts.RootElement.GetProperty("requestsInFlight").GetInt64().ShouldBe(0);
        facts.RootElement.GetProperty("keys")[0].GetProperty("id").GetGuid().ShouldBe(YardModel.ProviderKey);
        facts.RootElement.GetProperty("providers")[0].GetProperty("state").GetString().ShouldBe("enabled");
    }

    private Task<EdgeRig> StartAsync(Func<Switchyard.Edge.Options.EdgeOptions, Switchyard.Edge.Options.EdgeOptions>? options = null) =>
        EdgeRig.StartAsync(_plane.Address, _plane.Token, _directory, _yard, options);
}
