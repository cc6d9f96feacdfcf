namespace Switchyard.Host.Doctor;

/// <summary>What one check found.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="State">How it is.</param>
/// <param name="Detail">What was seen, in one sentence.</param>
/// <param name="Hint">What to do, or null when nothing is to be done.</param>
internal sealed record Finding(string Check, FindingState State, string Detail, string? Hint = null);
