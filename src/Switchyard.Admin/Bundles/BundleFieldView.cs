namespace Switchyard.Admin.Bundles;

/// <summary>A credential field of a definition.</summary>
internal sealed record BundleFieldView(string Name, string? Env, string? FileEnv, string? Header, bool Required, string Description);
