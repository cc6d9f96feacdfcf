using Switchyard.Admin.Client.Changes;
using Switchyard.Admin.Client.ProviderKeys;
using Switchyard.Admin.Client.Providers;
using Switchyard.Admin.Tests.Gateways;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Nodes;

namespace Switchyard.Admin.Tests.ProviderKeys;

public sealed class SafeToRevokeTests
{
    private static readonly ChangeOptions Applied = new() { Wait = TimeSpan.FromSeconds(30) };

    [Fact]
    public async Task A_key_is_safe_to_revoke_when_it_is_disabled_everywhere_and_nobody_has_a_request_on_it()
    {
        await using var plane = await ControlPlane.StartAsync();
        var key = await MainAsync(plane);

        var before = await KeyAsync(plane);
        var disabled = await plane.Client.ProviderKeys.UpdateAsync("main", key, new ProviderKeyPatch { Enabled = false }, Applied);
        var after = await KeyAsync(plane);
        await NodeAsync(plane, "busy", disabled.Revision, $$"""{"keys":[{"id":"{{key}}","state":"healthy","inFlight":3}]}""");
        var busy = await KeyAsync(plane);
        await NodeAsync(plane, "behind", disabled.Revision - 1, "{}");
        var behind = await KeyAsync(plane);

        (before.SafeToRevoke, before.InUseBy).ShouldBe((false, null));
        disabled.Value!.SafeToRevoke.ShouldBe(false, "nobody can run a change before it is committed");
        (after.SafeToRevoke, after.InUseBy!.Count).ShouldBe((true, 0));
        (busy.SafeToRevoke, busy.InUseBy).ShouldBe((false, [new KeyUser("node", "busy", null, true, "3 requests in flight")]), Comparer);
        behind.InUseBy!.Select(user => (user.Name, user.Reason)).ShouldBe([("behind", $"runs revision {disabled.Revision - 1}, and {disabled.Revision} is needed"), ("busy", "3 requests in flight")]);
    }

    [Fact]
    public async Task A_request_that_began_before_and_may_still_choose_a_key_counts_as_the_revision_it_began_with()
    {
        await using var plane = await ControlPlane.StartAsync();
        var key = await MainAsync(plane);
        var disabled = await plane.Client.ProviderKeys.UpdateAsync("main", key, new ProviderKeyPatch { Enabled = false }, Applied);

        await NodeAsync(plane, "choosing", disabled.Revision, $$"""{"choosingRevision":{{disabled.Revision - 1}}}""");

        (await KeyAsync(plane)).InUseBy!.Single().Reason.ShouldBe($"runs revision {disabled.Revision - 1}, and {disabled.Revision} is needed");
    }

    [Fact]
    public async Task Gateways_that_get_the_provider_count_too_and_those_that_do_not_do_not()
    {
        await using var plane = await ControlPlane.StartAsync();
        var fleet = new Fleet(plane);
        var key = await MainAsync(plane, new Dictionary<string, string> { ["region"] = "eu" });
        var europe = await fleet.CreateAsync("edge-eu", ",\"labels\":{\"region\":\"eu\"}");
        var other = await fleet.CreateAsync("edge-us");
        await fleet.ConnectAsync(europe, "one");
        var gone = await fleet.ConnectAsync(europe, "gone");
        await fleet.EndAsync(gone);
        await fleet.ConnectAsync(other, "two");
        await fleet.ReportAsync(europe, "one", $$"""{"keys":[{"id":"{{key}}","state":"cooling_down","reason":"rate_limited","inFlight":2,"lastUsedAt":"2026-01-01T10:00:00Z"}]}""");
        var revision = (await plane.Client.ProviderKeys.UpdateAsync("main", key, new ProviderKeyPatch { Enabled = false })).Revision;
        await plane.Client.Rollout.GetAsync(revision, TimeSpan.FromMilliseconds(1));

        var waiting = await GatewayUsersAsync(plane);
        await fleet.AckAsync(europe, "one", revision);
        var busy = await KeyAsync(plane);
        await fleet.ReportAsync(europe, "one", $$"""{"keys":[{"id":"{{key}}","state":"healthy","inFlight":0}]}""");
        var quiet = await GatewayUsersAsync(plane);
        await fleet.AckAsync(europe, "gone", revision);
        var none = await GatewayUsersAsync(plane);

        waiting.Select(user => (user.InstanceId, user.Live)).ShouldBe([("gone", false), ("one", true)]);
        waiting[0].Reason.ShouldStartWith("not heard of since ");
        busy.InUseBy!.Single(user => user.InstanceId == "one").Reason.ShouldBe("2 requests in flight");
        (busy.Health!.State, busy.LastUsedAt).ShouldBe(("cooling_down", new DateTimeOffset(2026, 1, 1, 10, 0, 0, TimeSpan.Zero)));
        busy.Health.Gateways.ShouldBe([new GatewayKeyHealth("edge-eu", "one", "cooling_down", null, "rate_limited", 2)]);
        busy.Health.Nodes.ShouldBeEmpty();
        quiet.Select(user => user.InstanceId).ShouldBe(["gone"]);
        none.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_change_whose_event_is_gone_is_as_old_as_the_events_before_the_oldest_left()
    {
        await using var plane = await ControlPlane.StartAsync();
        var key = await MainAsync(plane);
        var revision = (await plane.Client.ProviderKeys.UpdateAsync("main", key, new ProviderKeyPatch { Enabled = false })).Revision;
        await plane.Client.Providers.CreateAsync(new NewProvider("other", "openai", "https://other.example"), Applied);
        await plane.Database.WriteAsync((session, token) => session.ExecuteAsync("delete from events where version <= @revision", new { revision }, token), TestContext.Current.CancellationToken);

        var safe = await KeyAsync(plane);
        await NodeAsync(plane, "behind", revision - 1, "{}");
        var behind = await KeyAsync(plane);

        safe.SafeToRevoke.ShouldBe(true);
        behind.InUseBy!.Single().Reason.ShouldBe($"runs revision {revision - 1}, and {revision} is needed");
    }

    private static IEqualityComparer<(bool?, IReadOnlyList<KeyUser>?)> Comparer { get; } =
        EqualityComparer<(bool?, IReadOnlyList<KeyUser>?)>.Create((one, two) => one.Item1 == two.Item1 && one.Item2!.SequenceEqual(two.Item2!));

    private static async Task<ProviderKey> KeyAsync(ControlPlane plane) => (await plane.Client.ProviderKeys.ListAsync("main")).Single();

    private static async Task<KeyUser[]> GatewayUsersAsync(ControlPlane plane) => [.. (await KeyAsync(plane)).InUseBy!.Where(user => user.Kind == "gateway")];

    private static async Task<Guid> MainAsync(ControlPlane plane, IReadOnlyDictionary<string, string>? selector = null) =>
        (await plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://api.example") { Keys = [new NewProviderKey("sk-old-0123456789abcdef", "prod")], Selector = selector }))
        .Value!.Keys[0].Id;

    private static Task NodeAsync(ControlPlane plane, string name, long revision, string report) => plane.Database.WriteAsync(
        async (session, token) =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var epoch = await EpochTable.GetAsync(session, token);
            var row = new NodeRow { Id = Guid.CreateVersion7(now), Name = name, StartedAt = now, SeenAt = now, Revision = revision, Epoch = epoch, Hash = "", State = "applied", Version = "0", ReportJson = report };
            await NodeTable.UpsertAsync(session, row, token);
        },
        TestContext.Current.CancellationToken);
}
