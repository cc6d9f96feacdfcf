namespace Switchyard.Admin.Client.Interceptions;

/// <summary>A recorded text.</summary>
/// <param name="Text">The text; null when it is withheld.</param>
/// <param name="Sha256">Its SHA-256, when that is all that was recorded.</param>
/// <param name="Truncated">Whether the original was longer.</param>
/// <param name="Withheld">Why there is no text: <c>hash_only</c>, <c>not_allowed</c> or <c>unreadable</c>; null when there is.</param>
public sealed record RecordedText(string? Text, string? Sha256, bool Truncated, string? Withheld);
