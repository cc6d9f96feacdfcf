namespace Switchyard.Admin.Problems;

/// <summary>One faulty field of a request.</summary>
/// <param name="Field">Path of the field in the request's own spelling, for example <c>keys[1].label</c>; empty for the whole.</param>
/// <param name="Detail">What is wrong and what would be right.</param>
internal sealed record ProblemError(string Field, string Detail);
