using System.Diagnostics.Metrics;

namespace Switchyard.Host.Health;

/// <summary>What <c>/readyz</c> says, as a metric: whoever watches many processes asks none of them.</summary>
internal sealed class ReadinessGauge
{
    /// <summary>Every status there is, of nodes and of edges.</summary>
    private static readonly string[] Statuses = ["ready", "degraded", "starting", "stopping", "unavailable"];

    /// <summary>Makes the instrument.</summary>
    public ReadinessGauge(IMeterFactory meters, IReadiness readiness)
    {
        // Also a status that does not hold is told, or an alert would not see it end.
        meters.Create("Switchyard").CreateObservableGauge(
            "switchyard_readiness",
            () =>
            {
                var now = readiness.Report().Status;
                return Statuses.Select(status => new Measurement<int>(status == now ? 1 : 0, new KeyValuePair<string, object?>("status", status)));
            },
            description: "1 for the status that /readyz tells, 0 for the others.");
    }
}
