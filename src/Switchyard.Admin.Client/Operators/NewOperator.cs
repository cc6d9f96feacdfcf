namespace Switchyard.Admin.Client.Operators;

/// <summary>An operator to be created.</summary>
/// <param name="Name">What people call it, 1 to 128 characters.</param>
/// <param name="Role"><c>viewer</c>, <c>operator</c> or <c>admin</c>.</param>
public sealed record NewOperator(string Name, string Role);
