namespace Switchyard.Admin.Requests;

/// <summary>A query that a changing route takes besides those of all, for the API's description.</summary>
internal sealed record QueryShape(string Name, string Description);
