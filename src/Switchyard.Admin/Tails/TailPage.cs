namespace Switchyard.Admin.Tails;

/// <summary>A part of a tail.</summary>
/// <param name="Items">The rows in the order in which they became final, each once.</param>
/// <param name="Next">Value of <c>after</c> for what follows; there is always one, also when there are no rows yet.</param>
internal sealed record TailPage<T>(IReadOnlyList<T> Items, string Next);
