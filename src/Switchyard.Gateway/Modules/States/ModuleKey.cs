namespace Switchyard.Gateway.Modules.States;

/// <summary>By what a module's state is known: another type under the same name is another module.</summary>
internal readonly record struct ModuleKey(string Name, string Type);
