using System.Text;
using Switchyard.Hub.States;
using Switchyard.Model.Gateways;
using Switchyard.Model.Origins;
using Switchyard.Model.Providers;
using Switchyard.Model.Revisions;
using Switchyard.Model.Routing;
using Switchyard.Model.Secrets;

namespace Switchyard.Hub.Tests.Gateways;

public sealed class SelectorTests
{
    private static readonly Labels Europe = Labels.Parse("""{"region":"eu"}""");

    [Fact]
    [Trait("criterion", "HUB-41")]
    public void Selectors_of_providers_and_routes_decide_what_a_gateway_gets()
    {
        var whole = new StateEncoder(text => text.Length.ToString()).Encode(Model(
            [Provider("everywhere", Labels.None), Provider("europe", Europe), Provider("dmz", Labels.Parse("""{"region":"eu","zone":"dmz"}"""))],
            [new RouteConfig("fast", [new RouteTarget("everywhere", "m")]), new RouteConfig("local", [new RouteTarget("europe", "m")]) { Selector = Europe }]));

        Names(whole, "{}").ShouldBe(["everywhere", "fast"]);
        Names(whole, """{"region":"us"}""").ShouldBe(["everywhere", "fast"]);
        Names(whole, """{"region":"eu","tier":"1"}""").ShouldBe(["europe", "everywhere", "fast", "local"]);
        Names(whole, """{"region":"eu","zone":"dmz"}""").ShouldBe(["dmz", "europe", "everywhere", "fast", "local"]);
    }

    /// <summary>Over every gateway and every selector of two labels: no object of a provider that does not fit, so neither its secrets nor its name, and never the whole state by mistake.</summary>
    [Fact]
    [Trait("criterion", "HUB-41")]
    public void A_gateway_never_gets_a_secret_of_a_provider_it_does_not_route()
    {
        string[] sets = ["{}", """{"a":"1"}""", """{"a":"2"}""", """{"b":"1"}""", """{"a":"1","b":"1"}""", """{"a":"1","b":"2"}""", """{"a":"2","b":"1"}"""];
        var providers = sets.SelectMany((set, index) => new[]
        {
            Provider($"record-{index}", Labels.Parse(set)),
            Provider($"file-{index}", Labels.Parse(set)) with { Origin = new Origin(OriginKind.File, "switchyard.yaml", index + 1) },
        }).ToArray();
        var whole = new StateEncoder(text => $"{text.Length}").Encode(Model(providers, []));
        var withheld = 0;
        foreach (var set in sets)
        {
            var gateway = Labels.Parse(set);
            var state = whole.For(gateway);
            foreach (var provider in providers)
            {
                var found = state.Find(StateKinds.Provider, provider.Id.ToString("D"));
                var fits = provider.Selector.Pairs.All(pair => gateway.Pairs.TryGetValue(pair.Key, out var value) && value == pair.Value);
                (found is not null).ShouldBe(fits, $"{provider.Name} at a gateway with {set}");
                if (fits)
                {
                    found!.Secrets.Values.Select(secret => secret.Reveal()).ShouldContain($"secret-of-{provider.Name}-key");
                    continue;
                }

                withheld++;
                var traces = state.Objects.Where(item => Encoding.UTF8.GetString(item.Value.Span).Contains(provider.Name, StringComparison.Ordinal)
                    || item.Secrets.Values.Any(secret => secret.Reveal().Contains(provider.Name, StringComparison.Ordinal)));
                traces.ShouldBeEmpty();
            }
        }

        withheld.ShouldBeGreaterThan(20);
    }

    [Fact]
    [Trait("criterion", "HUB-41")]
    public void A_selector_that_no_longer_fits_takes_the_provider_away()
    {
        var encoder = new StateEncoder(text => text);
        var provider = Provider("europe", Labels.None);
        var before = encoder.Encode(Model([provider], [])).For(Europe);

        var after = encoder.Encode(Model([provider with { Selector = Labels.Parse("""{"region":"us"}"""), Version = 2 }], [])).For(Europe);

        before.To(after).Removed.Select(item => item.Id).ShouldBe([provider.Id.ToString("D")]);
    }

    private static string[] Names(GatewayState whole, string labels)
    {
        var model = new StateDecoder().Decode(whole.For(Labels.Parse(labels)));
        return [.. model.Providers.Select(provider => provider.Name).Concat(model.Routes.Select(route => route.Name)).Order(StringComparer.Ordinal)];
    }

    private static ConfigurationModel Model(IReadOnlyList<ProviderConfig> providers, IReadOnlyList<RouteConfig> routes) =>
        new() { Epoch = Guid.CreateVersion7(), Revision = 1, Hash = "", Providers = providers, Routes = routes };

    private static ProviderConfig Provider(string name, Labels selector) => new()
    {
        Id = Guid.CreateVersion7(),
        Name = name,
        Type = ProviderType.OpenAI,
        DisplayName = name,
        BaseUrl = $"https://{name}.example",
        Selector = selector,
        Version = 1,
        Keys = [new ProviderKeyConfig { Id = Guid.CreateVersion7(), Position = 0, Label = "", Enabled = true, Masked = "…", Value = new Secret($"secret-of-{name}-key") }],
    };
}
