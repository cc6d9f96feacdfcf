namespace Switchyard.Admin.Bundles;

/// <summary>The shape of a credential field to be defined, for the API's description.</summary>
internal sealed record BundleFieldBody(string Name, string? Env = null, string? FileEnv = null, string? Header = null, bool? Required = null, string? Description = null);
