using Switchyard.Model.Gateways;
using Switchyard.Model.Limits;
using Switchyard.Model.Origins;
using Switchyard.Model.Pricing;
using Switchyard.Model.Providers;
using Switchyard.Model.Routing;
using Switchyard.Model.Validation;

namespace Switchyard.Configuration.Sources.File.Sections;

/// <summary>Reads <c>routes</c>, <c>limits</c> and <c>prices</c>.</summary>
internal static class RoutingSections
{
    private const int MaxModelLength = 256;

    // A millionth of a dollar: costs are counted in billionths, and a budget of nothing is a disabled key.
    private const decimal SmallestBudget = 0.000001m;

    public static RouteConfig Route(JsonFields fields, string name, Origin origin)
    {
        if (name.Contains('/', StringComparison.Ordinal))
        {
            fields.Fault("name", "An alias has no slash; a model with a slash names its provider.");
        }

        var targets = new List<RouteTarget>();
        foreach (var (itemName, item) in fields.List("targets", 32))
        {
            var target = fields.Nested(itemName, item);
            var provider = FileSection.Required(target, "provider", ProviderNames.MaxLength);
            if (provider.Length > 0)
            {
                ProviderRules.CheckName(provider, fields.Faults, target.PathOf("provider"));
            }

            targets.Add(new RouteTarget(provider, FileSection.Required(target, "model", MaxModelLength)));
            target.Finish();
        }

        if (targets.Count == 0)
        {
            fields.Fault("targets", "At least one target is required.");
        }

        return new RouteConfig(name, targets) { Selector = fields.Labels("selector") ?? Labels.None, Origin = origin };
    }

    public static LimitConfig Limit(JsonFields fields, string name, Origin origin)
    {
        var hasBudget = fields.Has("budget");
        var limit = new LimitConfig
        {
            Name = name,
            Scope = fields.Choice(
                "scope", LimitScope.Node, ("node", LimitScope.Node), ("provider", LimitScope.Provider), ("user", LimitScope.User), ("access-key", LimitScope.AccessKey)),
            Match = fields.Text("match", 128),
            RequestsPerMinute = fields.Whole("requestsPerMinute", 0, 0, 10_000_000),
            Concurrency = fields.Whole("concurrency", 0, 0, 1_000_000),
            Budget = fields.Number("budget", SmallestBudget, 1_000_000_000),
            WarnAt = Warnings(fields, hasBudget),
        };
        if (limit.Scope == LimitScope.Node && limit.Match is not null)
        {
            fields.Fault("match", "A limit of the node has no match.");
        }

        return limit;
    }

    // Sorted and once each, so that two spellings of the same warnings are the same configuration.
    private static IReadOnlyList<decimal> Warnings(JsonFields fields, bool hasBudget)
    {
        if (fields.Numbers("warnAt", 10, 0, 1) is not { } shares)
        {
            return LimitConfig.DefaultWarnAt;
        }

        if (!hasBudget)
        {
            fields.Fault("warnAt", "Needs a budget of which these are shares.");
        }

        return [.. shares.Distinct().Order()];
    }

    /// <summary>Prices have no name of their own: provider, model and beginning make one.</summary>
    public static string PriceName(JsonFields fields) => $"{fields.Peek("provider")}/{fields.Peek("model")}@{fields.Peek("from")}";

    public static PriceConfig Price(JsonFields fields, string name, Origin origin) => new()
    {
        Provider = FileSection.Required(fields, "provider", ProviderNames.MaxLength),
        Model = FileSection.Required(fields, "model", MaxModelLength),
        Input = RequiredPrice(fields, "input"),
        Output = RequiredPrice(fields, "output"),
        CacheRead = fields.Number("cacheRead", 0, 1_000_000),
        CacheWrite = fields.Number("cacheWrite", 0, 1_000_000),
        CacheWriteHour = fields.Number("cacheWriteHour", 0, 1_000_000),
        From = fields.Instant("from"),
    };

    private static decimal RequiredPrice(JsonFields fields, string name)
    {
        var before = fields.Faults.Count;
        var price = fields.Number(name, 0, 1_000_000);
        if (price is null && fields.Faults.Count == before)
        {
            fields.Fault(name, "Is required: US dollars per million tokens.");
        }

        return price ?? 0;
    }
}
