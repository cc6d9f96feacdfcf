using Microsoft.AspNetCore.Http;
using Switchyard.Gateway.Bridges.Registry;
using Switchyard.Gateway.Entry;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Failures;
using Switchyard.Gateway.Passthrough;
using Switchyard.Gateway.Recording;
using Switchyard.Gateway.Relay;
using Switchyard.Gateway.Routing;
using Switchyard.Gateway.Snapshots;

namespace Switchyard.Gateway.Pipeline;

/// <summary>Leads an admitted request to its flow: by the provider in the path's first segment, or by the model on the unified routes.</summary>
internal sealed class RequestRouter(Admission admission, Interception interception, PassthroughFlow passthrough, UpgradeFlow upgrades, ModelList models, NodeRoutes nodeRoutes)
{
    /// <summary>Admits and runs the request.</summary>
    public ValueTask<RelayEnd> RunAsync(Exchange exchange, string path, string query)
    {
        if (nodeRoutes.Lacks(path))
        {
            return Refuse(Failure.NotOnEdge);
        }

        if (admission.Admit(exchange, out var open) is { } refusal)
        {
            return Refuse(refusal);
        }

        return open ? AwaitLimitsAsync(exchange, path, query) : Route(exchange, path, query);
    }

    private static ValueTask<RelayEnd> Refuse(Failure failure) => new(new RelayEnd(InterceptionStatus.Failed, failure));

    private async ValueTask<RelayEnd> AwaitLimitsAsync(Exchange exchange, string path, string query) =>
        await admission.AwaitLimitsAsync(exchange) is { } refusal ? new RelayEnd(InterceptionStatus.Failed, refusal) : await Route(exchange, path, query);

    private ValueTask<RelayEnd> Route(Exchange exchange, string path, string query)
    {
        if (exchange.Tunnel is { } tunnel)
        {
            return TunnelRoute.Find(exchange, tunnel, out var host) is { } misled ? Refuse(misled) : RouteTo(exchange, host!, path, 0, query);
        }

        var first = RequestPath.FirstSegment(path, out var restStart);
        if (first is "v1")
        {
            return RunUnified(exchange, path, query);
        }

        if (!exchange.Snapshot.TryFindProvider(first, out var provider))
        {
            return Refuse(exchange.Snapshot.Revision == 0 ? Failure.NotReady : Failure.UnknownProvider);
        }

        return RouteTo(exchange, provider, path, restStart, query);
    }

    private ValueTask<RelayEnd> RouteTo(Exchange exchange, ProviderEntry provider, string path, int restStart, string query)
    {
        if (Admission.Allow(exchange, provider) is { } denied)
        {
            return Refuse(denied);
        }

        var rest = path.AsSpan(restStart);
        if (InterceptedPaths.TryMatch(rest, out var format, out var known) && provider.Model!.Dialect.Speaks(format))
        {
            if (Admission.WantsUpgrade(exchange.Context))
            {
                return Refuse(Failure.UpgradeNotSupported);
            }

            if (HttpMethods.IsPost(exchange.Context.Request.Method))
            {
                return interception.RunAsync(exchange, BridgeSet.Of(format), known, query, provider);
            }
        }

        if (provider.Model!.Passthrough.Match(rest) is not { } entry)
        {
            return Refuse(Failure.UnknownRoute);
        }

        return exchange.Tunnel is not null && Admission.WantsUpgrade(exchange.Context)
            ? upgrades.RunAsync(exchange, provider, path[restStart..], query, entry)
            : passthrough.RunAsync(exchange, provider, path[restStart..], query, entry);
    }

    private ValueTask<RelayEnd> RunUnified(Exchange exchange, string path, string query)
    {
        if (InterceptedPaths.TryMatch(path, out var format, out var known) && Admission.WantsUpgrade(exchange.Context))
        {
            return Refuse(Failure.UpgradeNotSupported);
        }

        var method = exchange.Context.Request.Method;
        if (HttpMethods.IsPost(method))
        {
            return known is not null
                ? interception.RunAsync(exchange, BridgeSet.Of(format), known, query, null)
                : PassthroughFlow.IsUnified(path) ? passthrough.RunUnifiedAsync(exchange, path, query) : Refuse(Failure.UnknownRoute);
        }

        return path == ModelList.Path && HttpMethods.IsGet(method) ? models.RunAsync(exchange) : Refuse(Failure.UnknownRoute);
    }
}
