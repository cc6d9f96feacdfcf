namespace Switchyard.Admin.Interceptions;

/// <summary>A recorded text.</summary>
internal sealed record TextView
{
    /// <summary>The text; null when only its hash was recorded, the caller may not read texts, or no key opens it.</summary>
    public string? Text { get; init; }

    /// <summary>Its SHA-256, when that is all that was recorded.</summary>
    public string? Sha256 { get; init; }

    /// <summary>True when the original was longer.</summary>
    public bool Truncated { get; init; }

    /// <summary>Why <see cref="Text"/> is null: <c>hash_only</c>, <c>not_allowed</c> or <c>unreadable</c>.</summary>
    public string? Withheld { get; init; }
}
