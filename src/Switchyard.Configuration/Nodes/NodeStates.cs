using Switchyard.Configuration.Reloading;

namespace Switchyard.Configuration.Nodes;

/// <summary>What a node says of itself, and what others say of it.</summary>
public static class NodeStates
{
    /// <summary>No configuration is in force yet.</summary>
    public const string Starting = "starting";

    /// <summary>It runs what it last read.</summary>
    public const string Applied = "applied";

    /// <summary>It refused something newer and serves on as before.</summary>
    public const string Rejected = "rejected";

    /// <summary>It can not read its sources at the moment and serves on as before.</summary>
    public const string Degraded = "degraded";

    /// <summary>It runs an older revision than the one asked about.</summary>
    public const string Lagging = "lagging";

    /// <summary>It runs the revision asked about, but with other configuration files than those on record.</summary>
    public const string Diverged = "diverged";

    /// <summary>It has not been heard of for 15 s.</summary>
    public const string Lost = "lost";

    /// <summary>The state that a node reports.</summary>
    public static string Of(ConfigurationState state) =>
        state.Applied is null ? Starting : state.RejectedReason is not null ? Rejected : state.ReadFailure is not null ? Degraded : Applied;
}
