namespace Switchyard.Bundles.Authorization;

/// <summary>What came of a check of all sign-ins.</summary>
/// <param name="Checked">How many were checked.</param>
/// <param name="Lost">How many are lost by it.</param>
/// <param name="Spared">How many would have been, had they not been too many.</param>
internal sealed record SweepResult(int Checked, int Lost, int Spared);
