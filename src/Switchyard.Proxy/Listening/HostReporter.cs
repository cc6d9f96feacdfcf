using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Gateway.Entry;
using Switchyard.Model.Proxying;

namespace Switchyard.Proxy.Listening;

/// <summary>Tells the operator of providers that the forward proxy does not reach, once for each thing that is wrong.</summary>
internal sealed partial class HostReporter(InterceptedHosts hosts, AccessGate gate, ILogger<HostReporter> logger) : IHostedService
{
    private readonly Lock _gate = new();
    private HashSet<ProxyHostFinding> _told = [];

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        gate.OnChanged(Report);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Report()
    {
        lock (_gate)
        {
            HashSet<ProxyHostFinding> present = [.. hosts.Table.Findings];
            foreach (var finding in present.Where(finding => !_told.Contains(finding)))
            {
                LogNotReached(finding.Provider, finding.Detail);
            }

            _told = present;
        }
    }

    [LoggerMessage(13010, LogLevel.Warning, "The forward proxy decrypts nothing for the provider {Provider}: {Detail}")]
    private partial void LogNotReached(string provider, string detail);
}
