namespace Switchyard.Admin.Client.Paging;

/// <summary>A part of a list.</summary>
/// <param name="Items">The items, in the list's order.</param>
/// <param name="Next">Cursor of the following part; null at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
