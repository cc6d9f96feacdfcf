namespace Switchyard.Faults.Injection;

/// <summary>A fault of a plan.</summary>
/// <param name="Kind">What.</param>
/// <param name="Member">Number of the member it is done to, where it is done to one.</param>
/// <param name="Gap">How long nothing is done before it.</param>
/// <param name="Hold">How long it lasts.</param>
internal sealed record PlannedFault(string Kind, int Member, TimeSpan Gap, TimeSpan Hold);
