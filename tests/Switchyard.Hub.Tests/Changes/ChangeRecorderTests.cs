using Switchyard.Hub.Changes;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Tests.Rig;
using Switchyard.Storage.Audit;
using Switchyard.Storage.Hub;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Time;

namespace Switchyard.Hub.Tests.Changes;

public sealed class ChangeRecorderTests(PostgresServer server)
{
    private readonly ChangeRecorder _recorder = Samples.Recorder(new FakeTime());

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "HUB-1")]
    [Trait("criterion", "HUB-2")]
    [Trait("criterion", "HUB-12")]
    [Trait("criterion", "HUB-13")]
    [Trait("criterion", "PRV-35")]
    public async Task A_change_is_a_version_of_its_signal_a_revision_an_event_and_audit_rows(string kind)
    {
        await using var rig = await HubDatabase.CreateAsync(kind, server);
        var before = await rig.Database.ReadAsync(StreamTable.VersionsAsync, Ended);
        var change = Samples.Change() with { Audit = [Samples.Audit("provider.update"), Samples.Audit("provider.key.remove")] };

        var revision = await rig.Database.WriteAsync((session, token) => _recorder.RecordAsync(session, change, token), Ended);

        var after = await rig.Database.ReadAsync(StreamTable.VersionsAsync, Ended);
        revision.ShouldBe(before.GetValueOrDefault(HubStreams.Config) + 1);
        after[HubStreams.Config].ShouldBe(revision);
        after[HubStreams.AiProvidersChanged].ShouldBe(before.GetValueOrDefault(HubStreams.AiProvidersChanged) + 1);
        after[HubStreams.Audit].ShouldBe(before.GetValueOrDefault(HubStreams.Audit) + 2);
        var row = (await rig.Database.ReadAsync((session, token) => EventTable.ReadAfterAsync(session, HubStreams.Config, revision - 1, 10, token), Ended)).ShouldHaveSingleItem();
        row.ShouldBe(new EventRow
        {
            Stream = HubStreams.Config,
            Version = revision,
            Id = row.Id,
            Type = HubStreams.AiProvidersChanged,
            Action = "update",
            EntityId = Samples.ProviderId.ToString(),
            OriginatedAt = FakeTime.Start,
        });
        var audit = await rig.Database.ReadAsync((session, token) => AuditTable.ListAsync(session, new AuditFilter(), 10, token), Ended);
        audit.Select(entry => entry.Action).ShouldBe(["provider.key.remove", "provider.update"]);
        (await rig.Database.ReadAsync(AuditTable.VerifyAsync, Ended)).IsIntact.ShouldBeTrue();
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "HUB-1")]
    [Trait("criterion", "PRV-35")]
    public async Task A_transaction_that_fails_leaves_nothing(string kind)
    {
        await using var rig = await HubDatabase.CreateAsync(kind, server);
        var before = await rig.Database.ReadAsync(StreamTable.VersionsAsync, Ended);

        await Should.ThrowAsync<InvalidOperationException>(() => rig.Database.WriteAsync<long>(
            async (session, token) =>
            {
                await _recorder.RecordAsync(session, Samples.Change(), token);
                throw new InvalidOperationException("after the publish");
            },
            Ended));

        (await rig.Database.ReadAsync(StreamTable.VersionsAsync, Ended)).ShouldBe(before, ignoreOrder: true);
        (await rig.Database.ReadAsync((session, token) => EventTable.ReadAfterAsync(session, HubStreams.Config, 0, 10, token), Ended)).ShouldBeEmpty();
        (await rig.Database.ReadAsync((session, token) => AuditTable.ListAsync(session, new AuditFilter(), 10, token), Ended)).ShouldBeEmpty();

        // The version that was rolled back is given again: no gap.
        (await rig.Database.WriteAsync((session, token) => _recorder.RecordAsync(session, Samples.Change(), token), Ended)).ShouldBe(before.GetValueOrDefault(HubStreams.Config) + 1);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "HUB-7")]
    public async Task Every_action_can_be_recorded(string kind)
    {
        await using var rig = await HubDatabase.CreateAsync(kind, server);
        foreach (var action in Enum.GetValues<HubAction>())
        {
            await rig.Database.WriteAsync((session, token) => _recorder.RecordAsync(session, Samples.Change(action), token), Ended);
        }

        var rows = await rig.Database.ReadAsync((session, token) => EventTable.ReadAfterAsync(session, HubStreams.Config, 0, 100, token), Ended);
        rows.Select(row => row.Action).ShouldBe(HubActions.Names);
    }

    [Fact]
    [Trait("criterion", "HUB-3")]
    public async Task Versions_are_in_commit_order_without_gaps_whatever_the_signals()
    {
        await using var rig = await HubDatabase.CreateAsync("postgresql", server);
        const int Writers = 6;
        const int Each = 20;
        string[] signals = [HubStreams.AccessKeysChanged, HubStreams.AiProvidersChanged, "bundles_changed", "zz_changed"];

        var given = await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            var revisions = new List<long>();
            for (var i = 0; i < Each; i++)
            {
                var change = Samples.Change(signal: signals[(writer + i) % signals.Length]);
                revisions.Add(await rig.Database.WriteAsync((session, token) => _recorder.RecordAsync(session, change, token), Ended));
            }

            return revisions;
        }));

        given.SelectMany(revisions => revisions).Order().ShouldBe(Enumerable.Range(1, Writers * Each).Select(version => (long)version));
        (await rig.Database.ReadAsync(AuditTable.VerifyAsync, Ended)).IsIntact.ShouldBeTrue();
    }

    [Fact]
    [Trait("criterion", "HUB-3")]
    public async Task A_reader_never_sees_a_version_before_the_ones_below_it()
    {
        await using var rig = await HubDatabase.CreateAsync("postgresql", server);
        var holds = new TaskCompletionSource();
        var release = new TaskCompletionSource();

        var first = rig.Database.WriteAsync(
            async (session, token) =>
            {
                var revision = await _recorder.RecordAsync(session, Samples.Change(), token);
                holds.SetResult();
                await release.Task;
                return revision;
            },
            Ended);
        await holds.Task;
        var second = rig.Database.WriteAsync((session, token) => _recorder.RecordAsync(session, Samples.Change(), token), Ended);

        // The second can not have committed: the first still holds the row.
        (await rig.Database.ReadAsync((session, token) => StreamTable.VersionAsync(session, HubStreams.Config, token), Ended)).ShouldBe(0);
        second.IsCompleted.ShouldBeFalse();
        release.SetResult();

        (await first).ShouldBe(1);
        (await second).ShouldBe(2);
    }

    [Fact]
    public async Task A_change_without_audit_or_with_a_reserved_signal_is_a_bug()
    {
        await using var rig = await HubDatabase.CreateAsync("sqlite", server);
        Change[] bugs = [Samples.Change() with { Audit = [] }, Samples.Change(signal: HubStreams.Config), Samples.Change(signal: HubStreams.Audit), Samples.Change() with { Signal = " " }];
        foreach (var bug in bugs)
        {
            await Should.ThrowAsync<ArgumentException>(() => rig.Database.WriteAsync((session, token) => _recorder.RecordAsync(session, bug, token), Ended));
        }
    }
}
