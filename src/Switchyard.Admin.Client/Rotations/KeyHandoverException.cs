using Switchyard.Admin.Client.ProviderKeys;
using Switchyard.Admin.Client.Rollout;

namespace Switchyard.Admin.Client.Rotations;

/// <summary>The replacement of a key has stopped. What was done stays; another run goes on from there.</summary>
public sealed class KeyHandoverException : Exception
{
    internal KeyHandoverException(KeyHandoverStage stage, KeyHandoverFault fault, string message)
        : base(message)
    {
        (Stage, Fault) = (stage, fault);
    }

    /// <summary>Where it stood.</summary>
    public KeyHandoverStage Stage { get; }

    /// <summary>What stopped it.</summary>
    public KeyHandoverFault Fault { get; }

    /// <summary>Why the upstream does not take the new key; null when it was not that.</summary>
    public string? Reason { get; internal init; }

    /// <summary>Who has not got so far, or refused; null when nobody was waited for.</summary>
    public RolloutState? Rollout { get; internal init; }

    /// <summary>Who uses the old key, or may still use it; empty but for <see cref="KeyHandoverStage.InUse"/>.</summary>
    public IReadOnlyList<KeyUser> Users { get; internal init; } = [];
}
