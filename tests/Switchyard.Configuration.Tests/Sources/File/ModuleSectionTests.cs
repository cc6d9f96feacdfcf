using System.Text.Json;
using Switchyard.Configuration.Composition;
using Switchyard.Model.Modules;
using Switchyard.Model.Modules.Types;
using Switchyard.Model.Origins;
using Switchyard.Model.Validation;

namespace Switchyard.Configuration.Tests.Sources.File;

public sealed class ModuleSectionTests
{
    private const string Good = """
        version: 1
        modules:
          - name: team
            type: header.transform
            config: {request: {set: {X-Team: a}}}
            on: {providers: [b, a], routes: [fast], formats: [messages]}
            requires: [cache.exact]
            onError: skip
          - name: cache
            type: cache.exact
            config: {ttl: 1m}
        """;

    [Fact]
    [Trait("criterion", "CFG-16")]
    [Trait("criterion", "CFG-19")]
    public void Modules_of_a_file_follow_the_defaults_in_their_order_and_take_the_place_of_those_they_name()
    {
        var modules = Modules(Good);

        modules.Select(module => module.Name).ShouldBe([.. ShippedModules.Defaults.Select(module => module.Name).Where(name => name != "cache"), "team", "cache"]);
        var team = modules[^2];
        team.On.ShouldBe(new ModulePlacement { Providers = ["a", "b"], Routes = ["fast"], Formats = ["messages"] });
        (team.Requires.Single(), team.OnError, team.Enabled).ShouldBe(("cache.exact", ModuleErrorPolicy.Skip, true));
        team.Origin.ShouldBe(new Origin(OriginKind.File, "a.yaml", 3));
        team.Config.ShouldBe("""{"request":{"remove":[],"set":{"X-Team":"a"},"append":{}},"response":{"remove":[],"set":{},"append":{}}}""");
        modules[^1].Config.ShouldContain("\"ttl\":\"1m\"");
    }

    [Fact]
    [Trait("criterion", "CFG-17")]
    public void A_file_takes_a_default_away() =>
        Modules("version: 1\nmodules: [{name: guardrail, remove: true}]\n").ShouldNotContain(module => module.Name == "guardrail");

    [Fact]
    [Trait("criterion", "CFG-36")]
    public void Equal_meaning_is_an_equal_module()
    {
        const string Other = """
            version: 1
            # a comment

            modules:
              - {type: header.transform, onError: skip, name: team, requires: [cache.exact], "on": {routes: [fast], formats: [messages], providers: [a, b, a]}, enabled: true, config: {response: {}, request: {"set": {X-Team: "a"}}}}
              - {name: cache, type: cache.exact, config: {ttl: 60s, enabled: false, maxEntries: 1000}}
            """;

        Modules(Other).ShouldBe(Modules(Good));
        ConfigCheck.Text("a.yaml", Other, _ => null).Model.ShouldNotBeNull().Hash.ShouldBe(ConfigCheck.Text("a.yaml", Good, _ => null).Model.ShouldNotBeNull().Hash);
        ConfigCheck.Text("a.yaml", Other.Replace("60s", "61s", StringComparison.Ordinal), _ => null).Model.ShouldNotBeNull().Hash.ShouldNotBe(ConfigCheck.Text("a.yaml", Good, _ => null).Model.ShouldNotBeNull().Hash);
    }

    [Fact]
    [Trait("criterion", "CFG-4")]
    [Trait("criterion", "CFG-5")]
    public void Everything_that_is_wrong_is_named_at_once_with_its_place()
    {
        const string Bad = """
            version: 1
            modules:
              - {name: A, type: header.transform, config: {request: {set: {Host: x}, remove: [Cookie]}}}
              - name: twice
                type: no.such
                config: 5
              - {name: twice, type: guardrail.regex, config: {rules: [{name: r, pattern: "(?=a)b"}, {name: r, pattern: "("}, {pattern: "a*"}]}}
              - {name: b, type: retry, on: {formats: [telex]}, onError: explode, requires: [none], surprise: 1}
              - {name: c, type: budget.cost, config: {budget: -1, scope: galaxy}}
              - {name: d, type: route.weighted, config: {routes: [{alias: "a/b", targets: []}, {alias: x, targets: [{provider: P, model: m, weight: 0}]}]}}
            """;

        var faults = ConfigCheck.Text("a.yaml", Bad, _ => null).Faults;

        faults.Select(fault => (fault.Line, fault.Path)).ShouldBe(
            [
                (3, "modules[0].name"), (3, "modules[0].config.request.set.Host"), (3, "modules[0].config.request.remove[0]"),
                (5, "modules[1].type"), (6, "modules[1].config"),
                (7, "modules[2].name"), (7, "modules[2].config.rules[0].pattern"), (7, "modules[2].config.rules[1].name"), (7, "modules[2].config.rules[1].pattern"), (7, "modules[2].config.rules[2].name"), (7, "modules[2].config.rules[2].pattern"),
                (8, "modules[3].on.formats[0]"), (8, "modules[3].onError"), (8, "modules[3].requires[0]"), (8, "modules[3].surprise"),
                (9, "modules[4].config.budget"), (9, "modules[4].config.scope"),
                (10, "modules[5].config.routes[0].alias"), (10, "modules[5].config.routes[0].targets"), (10, "modules[5].config.routes[1].targets"), (10, "modules[5].config.routes[1].targets[0].provider"),
            ],
            ignoreOrder: true);
    }

    [Fact]
    [Trait("criterion", "CFG-5")]
    public void A_module_that_needs_one_that_is_not_there_or_disabled_is_refused_by_name()
    {
        const string Text = """
            version: 1
            modules:
              - {name: cache, remove: true}
              - {name: needy, type: retry, requires: [cache.exact]}

            """;

        var fault = ConfigCheck.Text("a.yaml", Text, _ => null).Faults.ShouldHaveSingleItem();
        (fault.Line, fault.Path, fault.File).ShouldBe((4, "modules.needy.requires", "a.yaml"));
        fault.Detail.ShouldContain("'cache.exact'");
        ConfigCheck.Text("a.yaml", Text + "  - {name: own, type: cache.exact, enabled: false}\n", _ => null).Faults.ShouldHaveSingleItem().Path.ShouldBe("modules.needy.requires");
        ConfigCheck.Text("a.yaml", Text + "  - {name: own, type: cache.exact}\n", _ => null).IsGood.ShouldBeTrue();
    }

    [Fact]
    public void A_type_of_somebody_else_is_known_where_it_was_added()
    {
        var catalog = new ModuleCatalog([.. ShippedModules.Definitions, new Stranger()]);
        var reader = new Switchyard.Configuration.Sources.File.FileReader(_ => null, references: null, catalog);

        reader.Read("a.yaml", "version: 1\nmodules: [{name: a, type: of.somebody, config: {tone: mild}}]\n").Part.Modules.ShouldHaveSingleItem().Value!.Config.ShouldBe("""{"tone":"mild"}""");
        reader.Read("a.yaml", "version: 1\nmodules: [{name: a, type: of.somebody, config: {tone: 1, x: 2}}]\n").Faults.Select(fault => fault.Path).ShouldBe(["modules[0].config.x"]);
        Should.Throw<ArgumentException>(() => new ModuleCatalog([new Stranger(), new Stranger()])).Message.ShouldContain("of.somebody");
    }

    private static IReadOnlyList<ModuleConfig> Modules(string text)
    {
        var check = ConfigCheck.Text("a.yaml", text, _ => null);
        check.Faults.ShouldBeEmpty();
        return check.Model.ShouldNotBeNull().Modules;
    }

    private sealed class Stranger : ModuleDefinition<string>
    {
        public override string Name => "of.somebody";

        public override string Description => "Nothing.";

        protected override string ReadConfig(JsonFields fields) => fields.Text("tone", 10) ?? "loud";

        protected override void WriteConfig(Utf8JsonWriter writer, string config) => writer.WriteString("tone", config);
    }
}
