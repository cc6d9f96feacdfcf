namespace Switchyard.Admin.Modules;

/// <summary>Which requests a module sees; an empty list means every one.</summary>
internal sealed record ModulePlacementView(IReadOnlyList<string> Providers, IReadOnlyList<string> Routes, IReadOnlyList<string> Formats);
