using FsCheck;
using FsCheck.Fluent;
using Switchyard.Configuration.Composition;
using Switchyard.Configuration.Sources.Database;
using Switchyard.Configuration.Sources.File;
using Switchyard.Configuration.Sources.File.Parts;
using Switchyard.Model.Providers;

namespace Switchyard.Configuration.Tests.Composition;

/// <summary>How sources are laid over each other, as laws that hold for any of them.</summary>
public sealed class OverlayTests
{
    private static readonly string[] Names = ["a", "b", "c", "d"];

    [Fact]
    [Trait("criterion", "CFG-15")]
    public void Objects_match_by_name_a_later_one_replaces_whole_and_new_ones_come_after_those_that_stay()
    {
        var first = Part("one.yaml", "routes:\n- {name: r, targets: [{provider: x, model: m}]}\nproviders:\n" + Provider("b", "https://one.example", ", displayName: B, allowByok: true") + Provider("c", "https://one.example"));
        var second = Part("two.yaml", "providers:\n" + Provider("b", "https://two.example") + Provider("a", "https://two.example"));

        var whole = first.Overlay(second);

        whole.Providers.Select(item => item.Name).ShouldBe(["c", "b", "a"]);
        var replaced = whole.Providers[1].Value!;
        (replaced.BaseUrl, replaced.DisplayName, replaced.AllowByok).ShouldBe(("https://two.example", "b", false), "nothing of the earlier one is left");
        whole.Routes.ShouldHaveSingleItem("a section that the later source does not have stays");
    }

    [Fact]
    [Trait("criterion", "CFG-15")]
    public async Task To_check_no_source_at_all_is_a_fault_that_says_so()
    {
        var fault = (await ConfigCheck.FilesAsync([], TestContext.Current.CancellationToken)).Faults.ShouldHaveSingleItem();
        fault.Detail.ShouldBe("There is nothing to check: no file and no directory was given.");
    }

    [Fact]
    [Trait("criterion", "CFG-18")]
    public void To_compose_changes_no_source_and_gives_the_same_again() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(Sources(), sources =>
    {
        var (records, parts) = sources;
        var texts = parts.Select(Describe).ToArray();
        var stored = Describe(records);

        var first = Compose(records, parts);
        var second = Compose(records, parts);

        second.Hash.ShouldBe(first.Hash);
        Describe(second.Providers).ShouldBe(Describe(first.Providers));
        parts.Select(Describe).ShouldBe(texts);
        Describe(records).ShouldBe(stored);
    }));

    [Fact]
    [Trait("criterion", "CFG-15")]
    [Trait("criterion", "CFG-18")]
    public void In_which_groups_sources_are_laid_over_each_other_does_not_matter() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(Sources(), sources =>
    {
        var (records, parts) = sources;
        var fromTheLeft = parts.Aggregate(FilePart.Empty, (whole, part) => whole.Overlay(part));
        var fromTheRight = parts.Reverse().Aggregate(FilePart.Empty, (whole, part) => part.Overlay(whole));

        // What hides what is told step by step, and the steps are others.
        Describe(fromTheRight with { Shadowed = [] }).ShouldBe(Describe(fromTheLeft with { Shadowed = [] }));
        Composer.Compose(records, fromTheRight).Hash.ShouldBe(Composer.Compose(records, fromTheLeft).Hash);

        // The last source that names an object decides about it alone.
        foreach (var name in Names)
        {
            var last = parts.SelectMany(part => part.Providers).LastOrDefault(item => item.Name == name);
            var wanted = last is null ? records.Providers.FirstOrDefault(provider => provider.Name == name)?.BaseUrl : last.Value?.BaseUrl;
            Composer.Compose(records, fromTheLeft).Providers.FirstOrDefault(provider => provider.Name == name)?.BaseUrl.ShouldBe(wanted);
        }
    }));

    private static Model.Revisions.ConfigurationModel Compose(DatabaseRecords records, FilePart[] parts) =>
        Composer.Compose(records, parts.Aggregate(FilePart.Empty, (whole, part) => whole.Overlay(part)));

    private static Arbitrary<(DatabaseRecords Records, FilePart[] Parts)> Sources()
    {
        var named = from name in Gen.Elements(Names)
                    from number in Gen.Choose(0, 3)
                    select (Name: name, Number: number);
        var part = from objects in Gen.ListOf(named)
                   from section in Gen.Choose(0, 2)
                   select PartOf([.. objects.DistinctBy(item => item.Name)], section);
        var records = from objects in Gen.ListOf(named)
                      select DatabaseRecords.None with { Providers = [.. objects.DistinctBy(item => item.Name).Select(item => Record(item.Name, item.Number))] };
        return Arb.From(from stored in records from parts in Gen.ArrayOf(part) select (stored, parts));
    }

    /// <summary>Number 0 takes the object away; section 0 leaves the section out.</summary>
    private static FilePart PartOf((string Name, int Number)[] objects, int section) => Part(
        "p.yaml",
        (section == 0 ? "" : $"server: {{drainCeiling: {section}m}}\n") + "providers:"
        + (objects.Length == 0 ? " []\n" : "\n" + string.Concat(objects.Select(item => item.Number == 0 ? $"- {{name: {item.Name}, remove: true}}\n" : Provider(item.Name, $"https://{item.Number}.example")))));

    private static FilePart Part(string file, string text)
    {
        var (part, faults) = new FileReader(_ => null).Read(file, "version: 1\n" + text);
        faults.ShouldBeEmpty();
        return part;
    }

    private static string Provider(string name, string baseUrl, string more = "") => $"- {{name: {name}, type: openai, baseUrl: '{baseUrl}', keys: [{{key: sk-{name}}}]{more}}}\n";

    private static ProviderConfig Record(string name, int number) =>
        new() { Id = FileIds.OfProvider($"record {name}"), Name = name, Type = ProviderType.OpenAI, DisplayName = name, BaseUrl = $"https://record-{number}.example", AllowByok = true };

    private static string Describe(FilePart part) =>
        $"{string.Join(", ", part.Files)} | {string.Join(", ", part.Providers.Select(item => $"{item.Name}={item.Value?.BaseUrl}@{item.Origin}"))} | {part.Server} | {string.Join(", ", part.Sections)} | {string.Join(", ", part.Shadowed)}";

    private static string Describe(DatabaseRecords records) => Describe(records.Providers);

    private static string Describe(IEnumerable<ProviderConfig> providers) =>
        string.Join(", ", providers.Select(provider => $"{provider.Id} {provider.Name} {provider.BaseUrl} {provider.Error} {provider.Keys.Count} {provider.Origin}"));
}
