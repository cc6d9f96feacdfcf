using Switchyard.Gateway.Attempts;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Failures;
using Switchyard.Gateway.Snapshots;

namespace Switchyard.Gateway.Entry;

/// <summary>Finds where a request of the unified routes goes: <c>model</c> is <c>provider/model</c> or an alias.</summary>
internal static class TargetChoice
{
    /// <summary>The targets in order, or a failure. <paramref name="format"/> is null where every provider will do.</summary>
    public static Failure? Find(Exchange exchange, string model, BridgeFormat? format, out Target[] targets, out string? alias)
    {
        targets = [];
        alias = null;
        // An alias may not have a slash, so there is no doubt which of the two is meant.
        if (exchange.Snapshot.TryFindRoute(model, out var route))
        {
            alias = route.Name;
            return OfRoute(exchange, route, format, out targets);
        }

        var slash = model.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0)
        {
            return Failure.UnknownModel;
        }

        if (!exchange.Snapshot.TryFindProvider(model.AsSpan(0, slash), out var provider))
        {
            return Failure.UnknownProvider;
        }

        if (Admission.Allow(exchange, provider) is { } refusal)
        {
            return refusal;
        }

        targets = [new Target(provider, model[(slash + 1)..])];
        return Speaks(provider, format) ? null : Failure.UnknownRoute;
    }

    private static Failure? OfRoute(Exchange exchange, RouteModel route, BridgeFormat? format, out Target[] targets)
    {
        var found = new List<Target>(route.Targets.Length);
        Failure? refusal = null;
        foreach (var (provider, model) in route.Targets)
        {
            var reason = Admission.Allow(exchange, provider);
            if (reason is null && Speaks(provider, format))
            {
                found.Add(new Target(provider, model));
                if (exchange.Byok is not null)
                {
                    // A client's credential is for one provider; the others are none of its business.
                    break;
                }
            }

            refusal ??= reason;
        }

        targets = [.. found];
        return targets.Length > 0 ? null : refusal ?? Failure.UnknownRoute;
    }

    private static bool Speaks(ProviderEntry provider, BridgeFormat? format) => format is null || provider.Model!.Dialect.Speaks(format.Value);
}
