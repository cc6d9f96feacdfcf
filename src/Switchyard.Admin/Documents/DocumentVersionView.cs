namespace Switchyard.Admin.Documents;

/// <summary>One version of a document.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Revision">The revision that made it; null when that is forgotten.</param>
/// <param name="Deleted">Whether it deleted the document.</param>
/// <param name="Format"><c>yaml</c> or <c>json</c>.</param>
/// <param name="Hash">SHA-256 of format and text; empty for a deletion.</param>
/// <param name="Author">Name of the operator.</param>
/// <param name="Comment">What the operator said about it.</param>
/// <param name="At">When.</param>
internal sealed record DocumentVersionView(long Version, long? Revision, bool Deleted, string Format, string Hash, string Author, string Comment, DateTimeOffset At);
