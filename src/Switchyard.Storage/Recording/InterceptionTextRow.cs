namespace Switchyard.Storage.Recording;

/// <summary>A row of <c>interception_texts</c>. Either <see cref="Sealed"/> or <see cref="Hash"/> is set.</summary>
public sealed record InterceptionTextRow
{
    /// <summary>The interception.</summary>
    public required Guid InterceptionId { get; init; }

    /// <summary><c>prompt</c> or <c>reasoning</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The text, sealed by <see cref="TextSealer"/> with the key of the interception's life.</summary>
    public byte[]? Sealed { get; init; }

    /// <summary>Lower-case hexadecimal SHA-256 of the text.</summary>
    public string? Hash { get; init; }

    /// <summary>Whether the text was longer than what is kept.</summary>
    public bool Truncated { get; init; }
}
