namespace Switchyard.Hub.Protocol;

/// <summary>The first frame of a node: the subscription is active.</summary>
public sealed record WelcomeFrame : Frame
{
    /// <summary><c>resume</c>: events after the instance's last one follow; <c>snapshot</c>: the whole state follows.</summary>
    public required string Mode { get; init; }

    /// <summary>Why it is a snapshot, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>The newest event there is.</summary>
    public required long Head { get; init; }

    /// <summary>Epoch of all sequence numbers on this connection.</summary>
    public required Guid Epoch { get; init; }

    /// <summary>Time between two pings.</summary>
    public required TimeSpan Heartbeat { get; init; }

    /// <summary>Most events that are sent without an acknowledgement.</summary>
    public required int Window { get; init; }

    /// <summary>Id of the gateway.</summary>
    public required Guid GatewayId { get; init; }

    /// <summary>Name of the gateway.</summary>
    public required string Gateway { get; init; }

    /// <summary>Id of the connection, as the control plane lists it.</summary>
    public required Guid ConnectionId { get; init; }

    /// <summary>Name of the node.</summary>
    public required string Node { get; init; }

    /// <summary>The node's half of the key agreement, or null when the instance sent none.</summary>
    public string? PublicKey { get; init; }
}
