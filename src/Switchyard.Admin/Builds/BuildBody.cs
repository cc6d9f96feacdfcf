namespace Switchyard.Admin.Builds;

/// <summary>The shape of a build to be begun, for the API's description: nothing is to be said about it.</summary>
internal sealed record BuildBody;
