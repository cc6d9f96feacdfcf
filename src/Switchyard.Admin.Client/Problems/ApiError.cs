namespace Switchyard.Admin.Client.Problems;

/// <summary>One faulty field of a request.</summary>
/// <param name="Field">Path of the field, for example <c>keys[1].label</c>; empty for the whole request.</param>
/// <param name="Detail">What is wrong and what would be right.</param>
public sealed record ApiError(string Field, string Detail);
