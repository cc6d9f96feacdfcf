namespace Switchyard.Faults.Ledger;

/// <summary>What a write does when it is committed.</summary>
/// <param name="Kind">What kind of change.</param>
/// <param name="Provider">Name of the provider; one operator owns it, so nobody else writes to it.</param>
/// <param name="Mark">The mark of <see cref="WriteKind.Create"/> and <see cref="WriteKind.Change"/>, never used twice for one provider; else 0.</param>
/// <param name="Label">The label of <see cref="WriteKind.AddKey"/> and <see cref="WriteKind.DeleteKey"/>; else null.</param>
internal sealed record WriteEffect(WriteKind Kind, string Provider, int Mark = 0, string? Label = null);
