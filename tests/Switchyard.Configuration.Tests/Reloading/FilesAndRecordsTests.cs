using Switchyard.Configuration.Reloading;
using Switchyard.Configuration.Sources;
using Switchyard.Configuration.Sources.File.Parts;
using Switchyard.Configuration.Tests.Rig;
using Switchyard.Model.Origins;
using Switchyard.Testing.Runs;

namespace Switchyard.Configuration.Tests.Reloading;

public sealed class FilesAndRecordsTests
{
    private static CancellationToken Ended => Patience.Token;

    [Fact]
    [Trait("criterion", "CFG-16")]
    [Trait("criterion", "CFG-17")]
    public async Task Files_lie_over_records()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var file = storage.Write("a.yaml", File("shadow", "https://file.example") + "  - {name: removed, remove: true}\n");
        var node = storage.Node([file]);
        await node.AddProviderAsync("shadow");
        await node.AddProviderAsync("removed");
        await node.AddProviderAsync("record");
        await node.StartedAsync();

        node.Status.Current!.Providers.Select(provider => provider.Name).ShouldBe(["record", "shadow"]);
        var shadow = node.Provider("shadow");
        (shadow.Id, shadow.BaseUrl, shadow.Origin).ShouldBe((FileIds.OfProvider("shadow"), "https://file.example", new Origin(OriginKind.File, file, 3)));
        node.Provider("record").Origin.ShouldBe(Origin.Database);
    }

    [Fact]
    [Trait("criterion", "CFG-56")]
    public async Task A_bad_file_at_the_first_start_is_told_to_whoever_waits()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var node = storage.Node([storage.Write("a.yaml", "version: 1\nx: 1\n")]);
        await node.StartAsync();

        var rejection = await Should.ThrowAsync<ConfigurationRejectedException>(() => node.Status.First.WaitAsync(Ended));
        rejection.Faults.ShouldHaveSingleItem().Line.ShouldBe(2);
    }

    [Fact]
    [Trait("criterion", "CFG-51")]
    [Trait("criterion", "CFG-76")]
    public async Task A_file_that_breaks_later_keeps_nothing_of_the_records_back_and_is_shown_until_it_is_mended()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var file = storage.Write("a.yaml", File("file", "https://one.example"));
        var node = await storage.Node([file]).StartedAsync();

        storage.Write("a.yaml", "version: 1\nproviders: [");
        await node.AppliedAsync(await node.AddProviderAsync("a"));
        node.Status.State.RejectedReason.ShouldBeNull();

        (await node.Reloader.ReloadNowAsync(Ended)).Kind.ShouldBe(ReloadKind.Rejected);
        node.Status.State.IsDegraded.ShouldBeTrue();
        await node.AppliedAsync(await node.AddProviderAsync("b"));
        node.Status.State.RejectedReason.ShouldNotBeNull().ShouldContain("a.yaml:2");
        node.Provider("file").BaseUrl.ShouldBe("https://one.example");

        storage.Write("a.yaml", File("file", "https://two.example"));
        (await node.Reloader.ReloadNowAsync(Ended)).ShouldBe(new ReloadOutcome(ReloadKind.Applied, 3));
        node.Status.State.IsDegraded.ShouldBeFalse();
        node.Provider("file").BaseUrl.ShouldBe("https://two.example");
    }

    [Fact]
    [Trait("criterion", "CFG-36")]
    public async Task Another_spelling_of_the_same_is_no_change_and_another_key_is()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var file = storage.Write("a.yaml", File("file", "https://one.example", "sk-aaaaaaaaaaaaaaaaaaaa-0001"));
        var node = await storage.Node([file]).StartedAsync();
        var hash = node.Status.Current!.Hash;

        storage.Write("a.yaml", "# a comment\n" + File("file", "\"https://one.example\"", "sk-aaaaaaaaaaaaaaaaaaaa-0001"));
        (await node.Reloader.ReloadNowAsync(Ended)).Kind.ShouldBe(ReloadKind.Unchanged);

        storage.Write("a.yaml", File("file", "https://one.example", "sk-bbbbbbbbbbbbbbbbbbbb-0001"));
        (await node.Reloader.ReloadNowAsync(Ended)).Kind.ShouldBe(ReloadKind.Applied);
        node.Status.Current.Hash.ShouldNotBe(hash);
        node.Provider("file").Keys[0].Value!.Reveal().ShouldBe("sk-bbbbbbbbbbbbbbbbbbbb-0001");
    }

    private static string File(string name, string baseUrl, string key = "sk-file") =>
        $"version: 1\nproviders:\n  - {{name: {name}, type: openai, baseUrl: {(baseUrl[0] == '"' ? baseUrl : $"'{baseUrl}'")}, keys: [{{key: {key}}}]}}\n";
}
