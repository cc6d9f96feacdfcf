namespace Switchyard.Faults.Ledger;

/// <summary>What a write does when it is committed.</summary>
/// <param name="Kind">What kind of change.</param>
/// <param name="Provider">Name of the provider; one operator owns it, so nobody else writes to it. Empty for <see cref="WriteKind.RollBack"/>, which changes those of all.</param>
/// <param name="Mark">The mark of <see cref="WriteKind.Create"/>, <see cref="WriteKind.Change"/> and <see cref="WriteKind.PutDocument"/>, never used twice for one provider; else 0.</param>
/// <param name="Label">The label of the key of <see cref="WriteKind.AddKey"/>, <see cref="WriteKind.DeleteKey"/> and <see cref="WriteKind.PutDocument"/>; else null.</param>
/// <param name="Target">The revision of <see cref="WriteKind.RollBack"/>; else 0.</param>
internal sealed record WriteEffect(WriteKind Kind, string Provider, int Mark = 0, string? Label = null, long Target = 0);
