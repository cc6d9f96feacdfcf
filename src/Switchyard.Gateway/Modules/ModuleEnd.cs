namespace Switchyard.Gateway.Modules;

/// <summary>How a request ended.</summary>
public sealed record ModuleEnd
{
    /// <summary><c>completed</c>, <c>failed</c> or <c>cancelled</c>.</summary>
    public required string Status { get; init; }

    /// <summary>HTTP status the client got.</summary>
    public required int HttpStatus { get; init; }

    /// <summary>Stable code of Switchyard's own failure, or null.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The provider that served, or the first choice where none did.</summary>
    public required string Provider { get; init; }

    /// <summary>The model it was asked for.</summary>
    public required string Model { get; init; }

    /// <summary>Whether a provider answered at all.</summary>
    public bool WasAsked { get; init; }

    /// <summary>Attempts made.</summary>
    public int Attempts { get; init; }

    /// <summary>Input tokens, cached ones included.</summary>
    public long InputTokens { get; init; }

    /// <summary>Output tokens, reasoning included.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Cost in billionths of a US dollar; 0 where it is unknown.</summary>
    public long CostNanos { get; init; }

    /// <summary>Whether a module answered from its cache.</summary>
    public bool Cached { get; init; }

    /// <summary>Time from arrival to the first byte relayed; null when none was.</summary>
    public TimeSpan? TimeToFirstByte { get; init; }

    /// <summary>Time from arrival to the end.</summary>
    public required TimeSpan Duration { get; init; }
}
