using Switchyard.Configuration.Reloading;
using Switchyard.Edge.Contact;
using Switchyard.Edge.Status;
using Switchyard.Gateway.Entry;
using Switchyard.Host.Health;

namespace Switchyard.Host.Edge;

/// <summary>Whether this edge should get traffic: it should as long as it has a state that may be trusted, connected or not.</summary>
internal sealed class EdgeReadiness(ConfigurationStatus configuration, EdgeStatus edge, ContactClock contact) : IReadiness
{
    private volatile bool _isListening;
    private volatile bool _isStopping;

    /// <summary>Set when the data plane accepts requests.</summary>
    public bool IsListening
    {
        set => _isListening = value;
    }

    /// <summary>Set when the edge begins to end.</summary>
    public bool IsStopping
    {
        set => _isStopping = value;
    }

    public ReadinessReport Report()
    {
        var state = configuration.State;
        var revision = state.Applied?.Revision;
        var (link, reason) = edge.Report;
        if (_isStopping)
        {
            return new ReadinessReport("stopping", revision, ["The edge drains and ends."]);
        }

        var entry = contact.State;
        if (!_isListening || entry != EntryState.Open)
        {
            var cause = entry switch
            {
                EntryState.Stale => $"No contact for {contact.Offline.TotalHours:F1} h: access keys are not trusted any more (stale_access).",
                EntryState.Retired => "The gateway was deleted or disabled.",
                EntryState.NotReady => "There is no configuration yet.",
                _ => "The data plane does not listen yet.",
            };
            return new ReadinessReport(entry is EntryState.Stale or EntryState.Retired ? "unavailable" : "starting", revision, reason is null ? [cause] : [cause, reason]);
        }

        var reasons = new List<string>();
        if (link != EdgeState.Connected)
        {
            reasons.Add($"{link.ToString().ToLowerInvariant()} for {contact.Offline.TotalSeconds:F0} s: {reason}");
        }

        if (state.RejectedReason is { } rejected)
        {
            reasons.Add($"Revision {state.RejectedRevision} was rejected: {rejected}");
        }

        var providers = state.Applied!.Providers;
        if (providers.Count > 0 && providers.All(provider => provider.Error is not null))
        {
            reasons.Add("No provider can serve: each is in error.");
        }

        return new ReadinessReport(reasons.Count == 0 ? "ready" : "degraded", revision, reasons);
    }
}
