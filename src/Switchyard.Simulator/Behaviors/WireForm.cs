namespace Switchyard.Simulator.Behaviors;

/// <summary>Spellings of a body that mean the same to a client that keeps the standards.</summary>
public sealed record WireForm
{
    /// <summary>As the real providers send.</summary>
    public static WireForm Usual { get; } = new();

    /// <summary>How lines end.</summary>
    public LineEnding LineEnding { get; init; }

    /// <summary>A comment line <c>: keep-alive</c> before every n-th event; 0 for none.</summary>
    public int CommentEvery { get; init; }

    /// <summary>Whether the stream begins with a UTF-8 byte order mark.</summary>
    public bool ByteOrderMark { get; init; }

    /// <summary>Whether each event's data is spread over two <c>data:</c> lines.</summary>
    public bool MultiLine { get; init; }

    /// <summary>Write at most so many bytes at a time, each flushed; 0 writes events whole.</summary>
    public int ChunkBytes { get; init; }

    /// <summary>Time between two writes of <see cref="ChunkBytes"/>: a slow body.</summary>
    public TimeSpan ChunkDelay { get; init; }

    /// <summary>
    /// Whether each JSON event carries <c>sim_sent_ns</c>: the monotonic clock in nanoseconds at the moment of writing, comparable between
    /// processes of one machine.
    /// </summary>
    public bool Stamp { get; init; }

    internal bool IsUsual => this == Usual;
}
