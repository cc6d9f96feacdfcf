namespace Switchyard.Admin.Client.Modules;

/// <summary>Which requests a module sees; an empty list means every one.</summary>
/// <param name="Providers">Names of providers.</param>
/// <param name="Routes">Aliases.</param>
/// <param name="Formats">Formats of the client's side.</param>
public sealed record ModulePlacement(IReadOnlyList<string> Providers, IReadOnlyList<string> Routes, IReadOnlyList<string> Formats);
