using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Switchyard.Gateway.Attempts;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Failures;
using Switchyard.Gateway.Recording;
using Switchyard.Gateway.Relay;
using Switchyard.Gateway.Snapshots;
using Switchyard.Gateway.Telemetry;

namespace Switchyard.Gateway.Passthrough;

/// <summary>
/// Carries a WebSocket (RFC 6455) of a decrypted tunnel to the provider: the handshake with the provider's credential, then bytes both ways as they are. It is a request that runs for as long as the socket is open, and
/// ends like one, also when its access is taken away. Nothing that is said in it is metered.
/// </summary>
internal sealed class UpgradeFlow(AttemptLoop attempts, AnswerRelay relay, GatewayInstruments instruments)
{
    /// <summary>Carries it; <paramref name="entry"/> is the entry of the allow list that lets it pass.</summary>
    public async ValueTask<RelayEnd> RunAsync(Exchange exchange, ProviderEntry provider, string path, string query, string entry)
    {
        if (!HttpMethods.IsGet(exchange.Context.Request.Method) || exchange.Context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } client)
        {
            return new RelayEnd(InterceptionStatus.Failed, Failure.UpgradeNotSupported);
        }

        var end = new RelayEnd(InterceptionStatus.Failed, Failure.Internal);
        UpstreamAnswer? answer = null;
        try
        {
            answer = await attempts.RunAsync(exchange, new UpstreamCall
            {
                Method = HttpMethod.Get,
                Path = path,
                Query = query,
                Endpoint = entry,
                Targets = [new Target(provider, null)],
                Upgrade = exchange.Context.Request.Headers.Upgrade.ToString(),
            });
            end = answer.Response?.StatusCode == HttpStatusCode.SwitchingProtocols ? await CarryAsync(exchange, answer, client) : await relay.RelayAsync(exchange, answer, meter: null);
            return end;
        }
        finally
        {
            relay.EndAttempt(answer, end);
            answer?.Dispose();
            instruments.Passed(provider.Config.Name, entry, HttpMethod.Get.Method);
        }
    }

    [SuppressMessage("Reliability", "CA2025", Justification = "Both ways are waited for before either stream is disposed.")]
    private static async ValueTask<RelayEnd> CarryAsync(Exchange exchange, UpstreamAnswer answer, IHttpUpgradeFeature client)
    {
        AnswerHeaders.Copy(exchange, answer.Response!);
        exchange.Context.Response.Headers.Upgrade = answer.Response!.Headers.Upgrade.ToString();
        await using var near = await client.UpgradeAsync();
        var far = answer.Body!;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(exchange.Call.Token);
        var ways = new[] { near.CopyToAsync(far, over.Token), far.CopyToAsync(near, over.Token) };

        // A WebSocket closes by frames of its own; when one side has closed its connection, nothing is left to be said.
        await Task.WhenAny(ways);
        await over.CancelAsync();
        await Task.WhenAll(ways).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return exchange.Call.Reason is EndReason.None or EndReason.ClientGone ? RelayEnd.Completed : new RelayEnd(InterceptionStatus.Failed, EndReasons.FailureOf(exchange.Call.Reason), Abort: true);
    }
}
