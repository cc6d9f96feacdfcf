using Switchyard.Configuration.Reloading;
using Switchyard.Model.Bundles;

namespace Switchyard.Host.Health;

/// <summary>Whether this node should get traffic, and why not.</summary>
internal sealed class Readiness(ConfigurationStatus configuration, IBundleSupervision bundles) : IReadiness
{
    private volatile bool _isListening;
    private volatile bool _isStopping;
    private volatile string? _waiting;

    /// <summary>Set when the data plane accepts requests.</summary>
    public bool IsListening
    {
        set => _isListening = value;
    }

    /// <summary>Set when the node begins to end.</summary>
    public bool IsStopping
    {
        set => _isStopping = value;
    }

    /// <summary>What the start waits for, or null.</summary>
    public string? Waiting
    {
        set => _waiting = value;
    }

    public ReadinessReport Report() => Standing() with
    {
        Bundles = bundles.All.CountBy(static bundle => BundleStates.NameOf(bundle.State)).OrderBy(static pair => pair.Key, StringComparer.Ordinal).ToDictionary(),
    };

    private ReadinessReport Standing()
    {
        var state = configuration.State;
        var revision = state.Applied?.Revision;
        if (_isStopping)
        {
            return new ReadinessReport("stopping", revision, ["The node drains and ends."]);
        }

        if (!_isListening)
        {
            return new ReadinessReport("starting", revision, [_waiting ?? state.ReadFailure ?? "The first configuration is not in force yet."]);
        }

        var reasons = new List<string>();
        if (state.IsLastGood)
        {
            reasons.Add($"Revision {revision} serves from the disk, where it was kept as last good.");
        }

        if (state.RejectedReason is { } rejected)
        {
            reasons.Add($"Revision {state.RejectedRevision} was rejected: {rejected}");
        }

        if (state.ReadFailure is { } failure)
        {
            reasons.Add($"The configuration can not be read: {failure}");
        }

        var providers = state.Applied!.Providers;
        if (providers.Count > 0 && providers.All(provider => provider.Error is not null))
        {
            reasons.Add("No provider can serve: each is in error.");
        }

        return new ReadinessReport(reasons.Count == 0 ? "ready" : "degraded", revision, reasons);
    }
}
