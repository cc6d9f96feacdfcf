using Switchyard.Configuration.Reloading;
using Switchyard.Configuration.Sources;
using Switchyard.Configuration.Tests.Rig;
using Switchyard.Model.Origins;
using Switchyard.Storage.Sql;
using Switchyard.Testing.Runs;

namespace Switchyard.Configuration.Tests.LastGood;

/// <summary>What a node serves that starts where it served before: without its database, with broken files, with both.</summary>
public sealed class LastGoodStartTests
{
    private static CancellationToken Ended => Patience.Token;

    [Fact]
    [Trait("criterion", "CFG-54")]
    [Trait("criterion", "CFG-55")]
    public async Task Without_the_database_the_former_configuration_serves_and_the_database_confirms_it_without_a_change()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var home = storage.Home();
        var file = storage.Write("a.yaml", Text("https://one.example", "sk-file-key-0001"));
        var first = await storage.Node(home, [file]).StartedAsync();
        await first.AppliedAsync(await first.AddProviderAsync("record", key: "sk-record-key-0001"));
        var before = first.Status.Current!;
        await first.StopAsync();
        first.LastGood.Mark.Revision.ShouldBe(1);

        // The files are gone too: what is kept needs neither.
        File.Delete(file);
        var part = new ScriptedConsumer();
        var second = storage.Node(home, [file], part);
        second.Scripted.Failure = new DatabaseUnavailableException("away");
        (await second.Reloader.ServeLastGoodAsync("away", Ended)).ShouldBeTrue();

        await second.Status.First.WaitAsync(Ended);
        var state = second.Status.State;
        (state.IsDegraded, state.IsLastGood, state.ReadFailure).ShouldBe((true, true, "away"));
        (state.Applied!.Epoch, state.Applied.Revision, state.Applied.Hash).ShouldBe((before.Epoch, before.Revision, before.Hash));
        second.Status.Current!.Providers.ShouldAllBe(provider => provider.Error == null);
        second.Provider("record").Keys[0].Value!.Reveal().ShouldBe("sk-record-key-0001");
        second.Provider("file").Keys[0].Value!.Reveal().ShouldBe("sk-file-key-0001");
        second.Provider("file").Origin.ShouldBe(new Origin(OriginKind.File, file, 3));

        storage.Write("a.yaml", Text("https://one.example", "sk-file-key-0001"));
        second.Scripted.Failure = null;
        await second.StartAsync();
        await second.UntilAsync(now => !now.IsLastGood);
        second.Status.State.IsDegraded.ShouldBeFalse();
        part.Committed.ShouldBe([1], "what is the same is not put in force twice");
    }

    [Fact]
    [Trait("criterion", "CFG-55")]
    [Trait("criterion", "CFG-57")]
    public async Task A_first_read_that_fails_serves_the_former_configuration_until_the_database_answers()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var home = storage.Home();
        var first = await storage.Node(home, []).StartedAsync();
        await first.AppliedAsync(await first.AddProviderAsync("a"));
        await first.StopAsync();

        var second = storage.Node(home, []);
        second.Scripted.FailsRecords = new DatabaseUnavailableException("away");
        await second.StartedAsync();
        second.Status.State.ShouldSatisfyAllConditions(state => state.IsLastGood.ShouldBeTrue(), state => state.ReadFailure.ShouldBe("away"), state => state.Applied!.Revision.ShouldBe(1));

        // A change of records while it serves the old ones: the first read that works finds it.
        second.Scripted.FailsRecords = null;
        await second.AppliedAsync(await second.AddProviderAsync("b"));
        second.Status.State.ShouldSatisfyAllConditions(state => state.IsLastGood.ShouldBeFalse(), state => state.IsDegraded.ShouldBeFalse());
    }

    [Fact]
    [Trait("criterion", "CFG-55")]
    [Trait("criterion", "CFG-51")]
    [Trait("criterion", "CFG-76")]
    public async Task With_broken_files_the_former_ones_serve_over_the_records_of_now()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var home = storage.Home();
        var file = storage.Write("a.yaml", Text("https://one.example", "sk-file-key-0001"));
        var first = await storage.Node(home, [file]).StartedAsync();
        await first.AppliedAsync(await first.AddProviderAsync("a"));
        await first.StopAsync();
        storage.Write("a.yaml", "version: 1\nproviders: [");
        var revision = await first.AddProviderAsync("b");

        var second = await storage.Node(home, [file]).StartedAsync();

        second.Status.Current!.Revision.ShouldBe(revision);
        second.Status.Current.Providers.Select(provider => provider.Name).ShouldBe(["a", "b", "file"]);
        second.Status.State.IsDegraded.ShouldBeTrue();
        second.Status.State.RejectedReason.ShouldNotBeNull().ShouldContain("a.yaml:2");
        await second.AppliedAsync(await second.AddProviderAsync("c"));

        storage.Write("a.yaml", Text("https://two.example", "sk-file-key-0001"));
        (await second.Reloader.ReloadNowAsync(Ended)).Kind.ShouldBe(ReloadKind.Applied);
        second.Status.State.IsDegraded.ShouldBeFalse();
        second.Provider("file").BaseUrl.ShouldBe("https://two.example");
    }

    [Fact]
    [Trait("criterion", "CFG-55")]
    public async Task Content_that_a_part_refuses_at_a_later_start_leaves_the_former_content_serving()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var home = storage.Home();
        var first = await storage.Node(home, []).StartedAsync();
        await first.AppliedAsync(await first.AddProviderAsync("good"));
        await first.StopAsync();
        await first.AddProviderAsync("bad");

        var part = new ScriptedConsumer
        {
            OnPrepare = (next, _) => next.Providers.Any(provider => provider.Name == "bad") ? throw new ConfigurationRejectedException("no room") : Task.CompletedTask,
        };
        var second = await storage.Node(home, [], part).StartedAsync();
        await second.UntilAsync(state => state.RejectedReason is not null);

        second.Status.Current!.Revision.ShouldBe(1);
        (second.Status.State.RejectedRevision, second.Status.State.RejectedReason).ShouldBe((2L, "no room"));
    }

    [Fact]
    [Trait("criterion", "CFG-56")]
    public async Task Without_anything_kept_broken_files_are_refused()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var home = storage.Home();
        File.WriteAllText(Path.Combine(home.Directory!, "last-good"), "torn");
        var node = storage.Node(home, [storage.Write("a.yaml", "version: 1\nx: 1\n")]);
        node.LastGood.HasFound.ShouldBeFalse();
        (await node.Reloader.ServeLastGoodAsync("away", Ended)).ShouldBeFalse();
        await node.StartAsync();

        await Should.ThrowAsync<ConfigurationRejectedException>(() => node.Status.First.WaitAsync(Ended));
    }

    [Fact]
    [Trait("criterion", "CFG-58")]
    public async Task A_full_disk_keeps_the_former_content_and_holds_up_no_change()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var home = storage.Home();
        var kept = Path.Combine(home.Directory!, "last-good");
        var node = await storage.Node(home, []).StartedAsync();
        await node.AppliedAsync(await node.AddProviderAsync("a"));
        await node.LastGood.UntilAsync(mark => mark.Revision == 1, Ended);
        var before = File.ReadAllBytes(kept);

        // As a full disk would: the draft can not be made.
        Directory.CreateDirectory(kept + ".new");
        await node.AppliedAsync(await node.AddProviderAsync("b"));
        await node.LastGood.UntilAsync(mark => mark.Failure is not null, Ended);
        node.LastGood.Mark.Revision.ShouldBe(1);
        File.ReadAllBytes(kept).ShouldBe(before);

        // It is not forgotten: the disk has room again, and a minute later it is there.
        Directory.Delete(kept + ".new");
        storage.Time.Advance(TimeSpan.FromMinutes(1));
        await node.LastGood.UntilAsync(mark => mark is { Revision: 2, Failure: null }, Ended);
    }

    private static string Text(string baseUrl, string key) => $"version: 1\nproviders:\n  - {{name: file, type: openai, baseUrl: '{baseUrl}', keys: [{{key: {key}}}]}}\n";
}
