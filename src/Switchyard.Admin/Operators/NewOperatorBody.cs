namespace Switchyard.Admin.Operators;

/// <summary>The shape of an operator to be created, for the API's description; <see cref="NewOperatorRequest"/> reads it.</summary>
internal sealed record NewOperatorBody(string Name, string Role);
