namespace Switchyard.Model.Validation;

/// <summary>One thing that is wrong with an input.</summary>
/// <param name="Field">Path of the field in the input's own spelling, for example <c>baseUrl</c> or <c>keys[1].label</c>; empty for the whole.</param>
/// <param name="Detail">What is wrong and what would be right, in one sentence. Never repeats a secret.</param>
public sealed record Fault(string Field, string Detail);
