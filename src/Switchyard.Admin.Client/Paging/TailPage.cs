namespace Switchyard.Admin.Client.Paging;

/// <summary>A part of a tail: rows in the order in which they became final, each once, none skipped.</summary>
/// <param name="Items">The rows; none when nothing came in time.</param>
/// <param name="Next">What to ask for next; there is always one.</param>
public sealed record TailPage<T>(IReadOnlyList<T> Items, string Next);
