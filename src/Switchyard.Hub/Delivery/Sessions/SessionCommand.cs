using Switchyard.Hub.States;

namespace Switchyard.Hub.Delivery.Sessions;

/// <summary>What a session has to do next; done in the order in which it is said.</summary>
internal abstract record SessionCommand
{
    /// <summary>Send <c>welcome</c>.</summary>
    internal sealed record Welcome(string Mode, string? Reason, long Head, Guid Epoch) : SessionCommand;

    /// <summary>Find out what happened after <paramref name="After"/> up to <paramref name="UpTo"/>.</summary>
    internal sealed record Survey(Guid Epoch, long After, long UpTo) : SessionCommand;

    /// <summary>Read events.</summary>
    internal sealed record ReadEvents(Guid Epoch, long After, long UpTo, int Most) : SessionCommand;

    /// <summary>Read the gateway's labels as they are now.</summary>
    internal sealed record ReadLabels : SessionCommand;

    /// <summary>Send events as one change.</summary>
    internal sealed record Change(IReadOnlyList<PlacedEvent> Events, long Revision, string Hash) : SessionCommand;

    /// <summary>Send a bookmark, with objects that changed without an event.</summary>
    internal sealed record Bookmark(long Seq, long Revision, StateChange Objects, string Hash) : SessionCommand;

    /// <summary>Send the whole state.</summary>
    internal sealed record Snapshot(GatewayState State, string Reason) : SessionCommand;

    /// <summary>Send a ping.</summary>
    internal sealed record Ping : SessionCommand;

    /// <summary>Answer a ping.</summary>
    internal sealed record Pong : SessionCommand;

    /// <summary>Take the answer of the instance down.</summary>
    internal sealed record Record(SessionAnswer Answer) : SessionCommand;

    /// <summary>Take down what the instance says about itself.</summary>
    internal sealed record Report(ReadOnlyMemory<byte> Facts) : SessionCommand;

    /// <summary>Say that the instance has not answered for too long.</summary>
    internal sealed record Lagging(long Seq) : SessionCommand;

    /// <summary>Count an answer that changes nothing: <c>late</c>, <c>diverged</c> or <c>unknown</c>.</summary>
    internal sealed record Count(string Outcome) : SessionCommand;

    /// <summary>End. Nothing follows.</summary>
    internal sealed record End(SessionEnd How) : SessionCommand;
}
