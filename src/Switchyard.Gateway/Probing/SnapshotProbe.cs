using System.Text;
using Microsoft.Extensions.Logging;
using Switchyard.Configuration.Reloading;
using Switchyard.Gateway.Bodies;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Bridges.Registry;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Pool;
using Switchyard.Gateway.Pool.Connections;
using Switchyard.Gateway.Pool.Keys;
using Switchyard.Gateway.Routing;
using Switchyard.Gateway.Snapshots;
using Switchyard.Gateway.Time;
using Switchyard.Model.Egress;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Probing;

/// <summary>
/// Sends one small request through the routes, providers and keys of a snapshot that is not in force yet, by connections of its own: no key, breaker, limit, metric or record hears of it. As a client's request would, it goes
/// on to the next key and the next target when one fails.
/// </summary>
internal sealed class SnapshotProbe(MonotonicClock clock, ILogger<EgressGuard> logger) : ISnapshotProbe
{
    private const int JsonDepth = 8;

    /// <inheritdoc />
    public async Task TryAsync(GatewaySnapshot next, EgressPolicy policy, CancellationToken cancellationToken)
    {
        var terms = next.Source.Server.Reload;
        if (terms.ProbeModel is not { } name)
        {
            return;
        }

        using var limit = new CancellationTokenSource(terms.ProbeTimeout, clock.Provider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var guard = new EgressGuard(clock, logger) { Policy = policy };
        var failure = $"There is no provider or route for the probe model '{name}'.";
        foreach (var (provider, model) in Targets(next, name))
        {
            foreach (var key in KeysOf(provider))
            {
                if (await AskAsync(provider, key, model, guard, linked.Token) is not { } fault)
                {
                    return;
                }

                failure = $"The probe of '{name}' failed at provider '{provider.Config.Name}': {fault}";
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        throw new ProbeFailedException(failure);
    }

    private static IEnumerable<(ProviderModel Provider, string Model)> Targets(GatewaySnapshot next, string name)
    {
        if (next.TryFindRoute(name, out var route))
        {
            return from target in route.Targets where target.Provider.Model is not null select (target.Provider.Model, target.Model ?? name);
        }

        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && next.TryFindProvider(name.AsSpan(0, slash), out var entry) && entry.Model is { } model ? [(model, name[(slash + 1)..])] : [];
    }

    private static KeyModel?[] KeysOf(ProviderModel provider) => provider.Keys.Keys.Length == 0 ? new KeyModel?[1] : [.. provider.Keys.Keys];

    /// <summary>What went wrong, without host names and secrets; null when nothing did.</summary>
    private static async Task<string?> AskAsync(ProviderModel provider, KeyModel? key, string model, EgressGuard guard, CancellationToken cancellationToken)
    {
        var format = provider.Dialect.Speaks(BridgeFormat.ChatCompletions) ? BridgeFormat.ChatCompletions : BridgeFormat.Messages;
        var bridge = BridgeSet.Of(format);
        var body = Encoding.UTF8.GetBytes($$"""{"model":"probe","messages":[{"role":"user","content":"Say: ok"}]{{Bound(provider.Config.Type)}}}""");
        if (!bridge.TryInspect(body, JsonDepth, out var facts, out var wrong))
        {
            throw new InvalidOperationException($"The probe's own body is wrong: {wrong}");
        }

        using var connections = new UpstreamConnections(ConnectionKey.Of(provider.Config), guard);
        using var edited = new PooledBuffer();
        try
        {
            bridge.WriteUpstreamBody(body, facts, model, edited);
            using var request = new HttpRequestMessage(
                HttpMethod.Post, provider.Dialect.Address(format == BridgeFormat.Messages ? InterceptedPaths.Messages : InterceptedPaths.ChatCompletions, "", facts, model));
            request.Headers.TryAddWithoutValidation("User-Agent", "switchyard");
            var content = new BodyContent { Body = provider.Dialect.Body(edited.Written.ToArray(), facts, request) };
            content.DefaultToJson();
            request.Content = content;
            await provider.Dialect.AuthorizeAsync(request, content.Body, key?.Config, cancellationToken);
            using var response = await connections.SendAsync(request, cancellationToken);
            return response.IsSuccessStatusCode ? null : $"it answered with status {(int)response.StatusCode}.";
        }
        catch (Exception error)
        {
            // Whatever happened on the wire is the result.
            return $"{Attempts.SendFaults.Read(error, EndReason.None).Failure.Message}";
        }
    }

    // The shortest answer that each will give; servers of the open kind know only the older name.
    private static string Bound(ProviderType type) => type switch
    {
        ProviderType.OpenAI or ProviderType.AzureOpenAI => ""","max_completion_tokens":16""",
        ProviderType.OpenAICompatible => ""","max_tokens":1""",
        _ => ""","max_tokens":1""",
    };
}
