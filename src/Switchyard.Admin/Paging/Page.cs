namespace Switchyard.Admin.Paging;

/// <summary>A part of a list.</summary>
/// <param name="Items">The items, in the list's order.</param>
/// <param name="Next">Value of <c>cursor</c> for the following part; null at the end.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
