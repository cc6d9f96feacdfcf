using FsCheck;
using FsCheck.Fluent;
using Switchyard.Model.Origins;
using Switchyard.Model.Providers;
using Switchyard.Model.Recording;
using Switchyard.Model.Revisions;
using Switchyard.Model.Routing;
using Switchyard.Model.Secrets;

namespace Switchyard.Model.Tests.Revisions;

[Trait("criterion", "CFG-33")]
public sealed class ConfigurationDiffTests
{
    private const string Canary = "sk-canary-0123456789-abcd";

    [Fact]
    public void Objects_are_listed_by_section_and_name_with_the_paths_of_their_fields()
    {
        var before = Samples.Empty with
        {
            Providers = [Samples.Provider("gone"), Samples.Provider("kept"), Samples.Provider("moved")],
            Routes = [new RouteConfig("fast", [new RouteTarget("kept", "m1")])],
        };
        var after = before with
        {
            Providers = [Samples.Provider("added"), before.Providers[1], Samples.Provider("moved") with { BaseUrl = "https://b.example", Enabled = false }],
            Routes = [new RouteConfig("fast", [new RouteTarget("kept", "m2")])],
            Recording = RecordingConfig.Default with { JournalSync = TimeSpan.FromSeconds(1) },
        };

        var diff = ConfigurationDiff.Between(before, after);

        diff.Changes.Select(change => (change.Section, change.Name, change.Kind, change.Class)).ShouldBe(
        [
            ("providers", "added", ObjectChangeKind.Added, ChangeClass.SideBySide),
            ("providers", "gone", ObjectChangeKind.Removed, ChangeClass.SideBySide),
            ("providers", "moved", ObjectChangeKind.Changed, ChangeClass.SideBySide),
            ("routes", "fast", ObjectChangeKind.Changed, ChangeClass.InPlace),
            ("recording", "", ObjectChangeKind.Changed, ChangeClass.InPlace),
        ]);
        diff.Changes[2].Fields.Select(field => (field.Field, field.Before!.ToJsonString(), field.After!.ToJsonString())).ShouldBe(
            [("baseUrl", "\"https://a.example\"", "\"https://b.example\""), ("enabled", "true", "false")]);
        diff.Changes[4].Fields.ShouldHaveSingleItem().Field.ShouldBe("journal.sync");
        diff.Unchanged.ShouldContain(("providers", "kept"));
        diff.Unchanged.ShouldContain(("server", ""));
    }

    [Fact]
    public void Of_a_secret_only_that_it_changed_is_told()
    {
        var key = new ProviderKeyConfig { Id = Samples.Id(7), Label = "a", Position = 0, Masked = "…abcd", Value = new Secret(Canary) };
        var before = Samples.Empty with { Providers = [Samples.Provider("main") with { Keys = [key] }] };
        var after = before with { Providers = [before.Providers[0] with { Keys = [key with { Value = new Secret("sk-canary-9876543210-abcd") }] }] };

        var field = ConfigurationDiff.Between(before, after).Changes.ShouldHaveSingleItem().Fields.ShouldHaveSingleItem();

        (field.IsSecret, field.Before, field.After).ShouldBe((true, null, null));
        field.ToString().ShouldNotContain("sk-canary");
    }

    [Fact]
    [Trait("criterion", "CFG-36")]
    public void Where_an_object_stands_and_which_version_it_has_is_no_difference()
    {
        var before = Samples.Empty with { Providers = [Samples.Provider("b"), Samples.Provider("a")] };
        var after = before with
        {
            Revision = 9,
            Hash = "other",
            Providers = [.. before.Providers.Reverse().Select(provider => provider with { Origin = new Origin(OriginKind.File, "x.yaml", 12), Version = 4 })],
        };

        ConfigurationDiff.Between(before, after).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    [Trait("criterion", "CFG-37")]
    public void Only_what_is_another_instance_is_looked_into_among_ten_thousand_objects()
    {
        var before = Samples.Empty with { Routes = [.. Enumerable.Range(0, 10_000).Select(i => new RouteConfig($"r{i:D5}", [new RouteTarget("p", "m")]))] };
        var routes = before.Routes.ToArray();
        foreach (var i in (int[])[17, 5000, 9999])
        {
            routes[i] = routes[i] with { Targets = [new RouteTarget("p", "other")] };
        }

        var after = before with { Routes = routes };
        var others = before with { Routes = [.. before.Routes.Select(static route => route with { })] };

        var diff = ConfigurationDiff.Between(before, after);

        diff.Changes.Select(change => change.Name).ShouldBe(["r00017", "r05000", "r09999"]);
        diff.Unchanged.Count(item => item.Section == "routes").ShouldBe(9_997);

        // To look into an object is to write it out; how long that takes is a matter of the machine and of ./bench/run micro.
        Allocated(before, after).ShouldBeLessThan(Allocated(before, others) / 5);
    }

    [Fact]
    public void A_configuration_does_not_differ_from_an_equal_one() =>
        Prop.ForAll(Models, model => ConfigurationDiff.Between(model, Copy(model)).IsEmpty).QuickCheckThrowOnFailure();

    [Fact]
    public void The_difference_made_to_the_first_gives_the_second() => Prop.ForAll(
        Models,
        Models,
        (before, after) =>
        {
            var made = ConfigurationDiff.Between(before, after).ApplyTo(ConfigurationContent.Objects(before));
            var wanted = ConfigurationContent.Objects(after);
            return made.Count == wanted.Count && made.Zip(wanted).All(pair => pair.First.IsSame(pair.Second));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_difference_and_its_reverse_name_the_same_objects() => Prop.ForAll(
        Models,
        Models,
        (before, after) => ConfigurationDiff.Between(before, after).Changes.Select(change => (change.Section, change.Name, change.Class)).SequenceEqual(
            ConfigurationDiff.Between(after, before).Changes.Select(change => (change.Section, change.Name, change.Class)))).QuickCheckThrowOnFailure();

    private static long Allocated(ConfigurationModel before, ConfigurationModel after)
    {
        var from = GC.GetAllocatedBytesForCurrentThread();
        _ = ConfigurationDiff.Between(before, after);
        return GC.GetAllocatedBytesForCurrentThread() - from;
    }

    private static Arbitrary<ConfigurationModel> Models => (
        from names in Gen.SubListOf("a", "b", "c", "d.e")
        from providers in Gen.Elements(0, 1, 2).ListOf(names.Count)
        from aliases in Gen.SubListOf("x", "y", "z")
        from body in Gen.Elements(1, 2)
        from dump in Gen.Elements<string?>(null, "/tmp/x")
        select Samples.Empty with
        {
            Providers = [.. names.Zip(providers, Samples.Variant)],
            Routes = [.. aliases.Select(alias => new RouteConfig(alias, [new RouteTarget("a", $"m{body}")]))],
            Server = Samples.Empty.Server with { MaxBodyBytes = body << 20 },
            Recording = RecordingConfig.Default with { DumpDirectory = dump },
        }).ToArbitrary();

    private static ConfigurationModel Copy(ConfigurationModel model) => model with
    {
        Providers = [.. model.Providers.Select(provider => provider with { Keys = [.. provider.Keys.Select(key => key with { Value = new Secret(key.Value!.Reveal()) })] })],
        Routes = [.. model.Routes.Select(route => route with { Targets = [.. route.Targets] })],
        Server = model.Server with { },
        Recording = model.Recording with { },
    };
}
