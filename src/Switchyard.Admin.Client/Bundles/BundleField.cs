namespace Switchyard.Admin.Client.Bundles;

/// <summary>A credential that a bundle takes. It is handed over in exactly one way.</summary>
/// <param name="Name">Unique within the bundle.</param>
/// <param name="Env">Environment variable that carries the value, or null.</param>
/// <param name="FileEnv">Environment variable that carries the path of a file with the value, or null.</param>
/// <param name="Header">Header that carries the value, or null.</param>
/// <param name="Required">Whether the bundle can not start without it.</param>
/// <param name="Description">What people read beside it, may be empty.</param>
public sealed record BundleField(string Name, string? Env, string? FileEnv, string? Header, bool Required, string? Description);
