namespace Switchyard.Gateway.Modules.Chains;

/// <summary>One module at one of its places in a chain.</summary>
/// <param name="Module">The module as what it is there.</param>
/// <param name="Slot">The module.</param>
internal readonly record struct ModuleStep<T>(T Module, ModuleSlot Slot);
