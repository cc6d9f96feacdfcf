namespace Switchyard.Admin.Client.Changes;

/// <summary>How a change would be put in force.</summary>
/// <param name="Class">The strongest class of its parts; null when nothing differs.</param>
/// <param name="InPlace">Objects that take new values.</param>
/// <param name="SideBySide">Objects whose parts are built beside the old ones.</param>
/// <param name="Whole">Objects for which everything is built anew.</param>
/// <param name="Cuts">What is cut at once instead of drained.</param>
public sealed record ChangePlan(string? Class, int InPlace, int SideBySide, int Whole, IReadOnlyList<string> Cuts);
