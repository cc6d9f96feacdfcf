namespace Switchyard.Simulator.Behaviors;

/// <summary>One thing that goes wrong, and where in the answer.</summary>
public sealed record Fault
{
    /// <summary>Nothing goes wrong.</summary>
    public static Fault None { get; } = new();

    /// <summary>The connection is reset before the first byte.</summary>
    public static Fault Reset { get; } = new() { Kind = FaultKind.Reset };

    /// <summary>No answer ever comes.</summary>
    public static Fault Hang { get; } = new() { Kind = FaultKind.Hang };

    /// <summary>What goes wrong.</summary>
    public FaultKind Kind { get; init; }

    /// <summary>HTTP status of <see cref="FaultKind.Status"/> and <see cref="FaultKind.Redirect"/>, 300…599.</summary>
    public int StatusCode { get; init; } = 500;

    /// <summary>Sent with an error status when set.</summary>
    public RetryAfter? RetryAfter { get; init; }

    /// <summary>How many events of a stream come first, 0 or more; unset means 1. Every event counts, <c>ping</c> and <c>[DONE]</c> too.</summary>
    public int? AfterEvents { get; init; }

    /// <summary>How many bytes of the body come first; has precedence over <see cref="AfterEvents"/>.</summary>
    public int? AfterBytes { get; init; }

    /// <summary>Bytes of the event of <see cref="FaultKind.Huge"/>.</summary>
    public int Size { get; init; } = 1024 * 1024;

    /// <summary>Where <see cref="FaultKind.Redirect"/> points.</summary>
    public string Location { get; init; } = "/_sim/redirected";

    internal bool IsNone => Kind == FaultKind.None;

    /// <summary>An error status, with or without a hint when to come back.</summary>
    public static Fault Status(int statusCode, RetryAfter? retryAfter = null) =>
        new() { Kind = FaultKind.Status, StatusCode = statusCode, RetryAfter = retryAfter };

    /// <summary>A fault after so many events of a stream.</summary>
    public static Fault AfterEvent(FaultKind kind, int events) => new() { Kind = kind, AfterEvents = events };

    /// <summary>A fault after so many bytes of the body.</summary>
    public static Fault AfterByte(FaultKind kind, int bytes) => new() { Kind = kind, AfterBytes = bytes };
}
