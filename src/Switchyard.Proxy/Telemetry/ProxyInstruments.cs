using System.Diagnostics.Metrics;
using Switchyard.Proxy.Authorities;

namespace Switchyard.Proxy.Telemetry;

/// <summary>Metrics of the forward proxy. No label is a host, a client or anything else that somebody sent.</summary>
internal sealed class ProxyInstruments : IDisposable
{
    /// <summary>Value of the label <c>kind</c> for tunnels that are decrypted.</summary>
    public const string Decrypted = "decrypted";

    /// <summary>Value of the label <c>kind</c> for tunnels that are not.</summary>
    public const string Plain = "plain";

    private readonly Meter _meter = new("Switchyard");
    private readonly Counter<long> _connects;
    private readonly Counter<long> _bytes;
    private readonly UpDownCounter<long> _tunnels;

    /// <summary>Makes the instruments.</summary>
    public ProxyInstruments(AuthorityFollower authorities)
    {
        _connects = _meter.CreateCounter<long>("switchyard_proxy_connects_total", description: "CONNECT requests that were answered, by outcome.");
        _bytes = _meter.CreateCounter<long>("switchyard_proxy_bytes_total", description: "Bytes that went through tunnels that are not decrypted.");
        _tunnels = _meter.CreateUpDownCounter<long>("switchyard_proxy_tunnels", description: "Tunnels that are open.");
        _meter.CreateObservableGauge(
            "switchyard_proxy_ca_not_after_seconds",
            () => authorities.Current?.NotAfter.ToUnixTimeSeconds() ?? 0,
            unit: null,
            "End of the validity of the proxy's certificate authority, in seconds since 1970; 0 without one.");
    }

    /// <summary>A CONNECT was refused with a code.</summary>
    public void Refused(string code) => _connects.Add(1, new KeyValuePair<string, object?>("outcome", code));

    /// <summary>A tunnel was opened; it is until the result is disposed.</summary>
    public IDisposable Open(string kind)
    {
        _connects.Add(1, new KeyValuePair<string, object?>("outcome", kind));
        _tunnels.Add(1, new KeyValuePair<string, object?>("kind", kind));
        return new OpenTunnel(this, kind);
    }

    /// <summary>Bytes moved.</summary>
    /// <param name="direction"><c>up</c> or <c>down</c>.</param>
    /// <param name="count">How many.</param>
    public void Moved(string direction, long count) => _bytes.Add(count, new KeyValuePair<string, object?>("direction", direction));

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    private sealed class OpenTunnel(ProxyInstruments owner, string kind) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                owner._tunnels.Add(-1, new KeyValuePair<string, object?>("kind", kind));
            }
        }
    }
}
