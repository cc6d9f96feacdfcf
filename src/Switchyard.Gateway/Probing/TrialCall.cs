using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Pool.Connections;
using Switchyard.Gateway.Time;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Probing;

/// <summary>One cheap call (the model list) with one key, outside of everything that is counted: no key, breaker, metric or record hears of it.</summary>
internal static class TrialCall
{
    /// <summary>Asks. The response is the caller's to dispose.</summary>
    public static async Task<HttpResponseMessage> SendAsync(
        IUpstreamDialect dialect, UpstreamConnections connections, ProviderKeyConfig? key, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, dialect.Address(dialect.ProbePath, "", null, null));
        request.Headers.TryAddWithoutValidation("User-Agent", "switchyard");
        await dialect.AuthorizeAsync(request, default, key, cancellationToken);
        return await connections.SendAsync(request, cancellationToken);
    }

    /// <summary>Asks and tells how it went.</summary>
    public static async Task<ProbeResult> TryAsync(
        IUpstreamDialect dialect, UpstreamConnections connections, ProviderKeyConfig? key, MonotonicClock clock, CancellationToken cancellationToken)
    {
        var label = key is null ? "" : key.Label.Length > 0 ? key.Label : key.Masked;
        var begun = clock.Now;
        try
        {
            using var response = await SendAsync(dialect, connections, key, cancellationToken);
            var status = (int)response.StatusCode;
            return new ProbeResult(key?.Id, label, status is >= 200 and < 300, status, TimeSpan.FromTicks(clock.Now - begun), ErrorOf(status));
        }
        catch (Exception error)
        {
            // Whatever happened on the wire is the result.
            var (failure, _) = Attempts.SendFaults.Read(error, EndReason.None);
            return new ProbeResult(key?.Id, label, Ok: false, Status: null, TimeSpan.FromTicks(clock.Now - begun), ReasonOf(failure.Code));
        }
    }

    private static string? ErrorOf(int status) => status switch
    {
        >= 200 and < 300 => null,
        401 or 403 => "unauthorized",
        _ => "status",
    };

    private static string ReasonOf(string code) => code switch
    {
        "egress_refused" => "egress_refused",
        "upstream_timeout" => "timeout",
        _ => "unreachable",
    };
}
