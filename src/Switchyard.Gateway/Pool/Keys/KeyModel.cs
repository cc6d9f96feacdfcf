using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Pool.Keys;

/// <summary>A key as one configuration has it, with the state that outlives the configuration.</summary>
/// <param name="Config">The configuration.</param>
/// <param name="State">The state, shared by all configurations that have the key.</param>
internal sealed record KeyModel(ProviderKeyConfig Config, KeyState State);
