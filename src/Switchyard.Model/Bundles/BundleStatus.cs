namespace Switchyard.Model.Bundles;

/// <summary>A bundle as one node runs it.</summary>
public sealed record BundleStatus
{
    /// <summary>Which.</summary>
    public required BundleKey Key { get; init; }

    /// <summary>Where it is in its life.</summary>
    public required BundleState State { get; init; }

    /// <summary>Why it is there (a stable code such as <c>installed</c>, <c>operator</c>, <c>credentials_missing</c>, <c>exited</c>), never empty.</summary>
    public required string Reason { get; init; }

    /// <summary>Incarnations so far: grows by one with each server that was swapped in.</summary>
    public required long Generation { get; init; }

    /// <summary>When it came into this state.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Text of the latest failure without secrets, or null since the last success.</summary>
    public string? LastError { get; init; }

    /// <summary>How it stands with its authorisation server.</summary>
    public BundleAuthorization Authorization { get; init; }

    /// <summary>Version of the credentials that the server in service was started with; null when nothing is in service.</summary>
    public long? RunningVersion { get; init; }

    /// <summary>Configuration revision up to which everything asked of this bundle was done or failed.</summary>
    public long SettledRevision { get; init; }

    /// <summary>Calls in flight, those on drained servers included.</summary>
    public int Calls { get; init; }

    /// <summary>Tools on offer.</summary>
    public int Tools { get; init; }
}
