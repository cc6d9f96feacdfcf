using Switchyard.Model.Revisions;

namespace Switchyard.Admin.Plans;

/// <summary>How a change would be put in force.</summary>
/// <param name="Class">The strongest class of its parts: <c>in place</c>, <c>side by side</c> or <c>whole</c>; null when nothing differs.</param>
/// <param name="InPlace">Objects that take new values.</param>
/// <param name="SideBySide">Objects whose parts are built beside the old ones.</param>
/// <param name="Whole">Objects for which everything is built anew.</param>
/// <param name="Cuts">What is cut at once instead of drained: kind and id.</param>
internal sealed record PlanView(string? Class, int InPlace, int SideBySide, int Whole, IReadOnlyList<string> Cuts)
{
    public static PlanView Of(IReadOnlyList<ObjectChange> changes, IReadOnlyList<string> cuts) => new(
        changes.Count == 0 ? null : ObjectChangeView.NameOf(changes.Max(change => change.Class)),
        changes.Count(change => change.Class == ChangeClass.InPlace),
        changes.Count(change => change.Class == ChangeClass.SideBySide),
        changes.Count(change => change.Class == ChangeClass.Whole),
        cuts);
}
