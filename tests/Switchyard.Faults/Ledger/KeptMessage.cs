namespace Switchyard.Faults.Ledger;

/// <summary>A message of a chat.</summary>
/// <param name="Turn">Number of its turn.</param>
/// <param name="Role">Who said it.</param>
/// <param name="IsWhole">Whether it is marked as whole.</param>
/// <param name="Text">What was said.</param>
internal sealed record KeptMessage(long Turn, KeptRole Role, bool IsWhole, string Text);
