namespace Switchyard.Admin.Builds;

/// <summary>The shape of a build to be changed, for the API's description; <see cref="BuildRequest"/> reads it.</summary>
internal sealed record BuildStateBody(string State, string? Reason = null);
