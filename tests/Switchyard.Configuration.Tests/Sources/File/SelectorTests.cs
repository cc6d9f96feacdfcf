using Switchyard.Configuration.Composition;

namespace Switchyard.Configuration.Tests.Sources.File;

public sealed class SelectorTests
{
    [Fact]
    [Trait("criterion", "HUB-41")]
    public void A_file_selects_gateways_for_providers_and_routes()
    {
        var result = Check("""
            version: 1
            providers:
              - {name: europe, type: openai, baseUrl: https://eu.example, keys: [{key: sk-0123456789}], selector: {region: eu, tier: 1}}
              - {name: all, type: openai, baseUrl: https://all.example, keys: [{key: sk-0123456789}]}
            routes:
              - {name: fast, targets: [{provider: europe, model: m}], selector: {region: "${REGION}"}}
            """);

        result.Faults.ShouldBeEmpty();
        result.Model!.Providers.Select(provider => (provider.Name, provider.Selector.ToJson())).ShouldBe([("all", "{}"), ("europe", """{"region":"eu","tier":"1"}""")]);
        result.Model.Routes.Single().Selector.ToJson().ShouldBe("""{"region":"eu"}""");
    }

    [Fact]
    public void A_bad_selector_is_named_with_its_line()
    {
        var result = Check("""
            version: 1
            providers:
              - name: europe
                type: openai
                baseUrl: https://eu.example
                keys: [{key: sk-0123456789}]
                selector:
                  Region: eu
                  tier: ""
            routes:
              - {name: fast, targets: [{provider: europe, model: m}], selector: eu}
            """);

        result.Faults.Select(fault => (fault.Line, fault.Path)).ShouldBe([(8, "providers[0].selector.Region"), (9, "providers[0].selector.tier"), (11, "routes[0].selector")]);
    }

    private static ConfigCheckResult Check(string text) => ConfigCheck.Text("switchyard.yaml", text, name => name == "REGION" ? "eu" : null);
}
