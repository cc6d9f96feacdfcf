namespace Switchyard.Gateway.Snapshots;

/// <summary>An alias with its targets found.</summary>
/// <param name="Name">The alias.</param>
/// <param name="Targets">In the order in which they are tried; targets whose provider does not exist are left out.</param>
internal sealed record RouteModel(string Name, RouteModel.Target[] Targets)
{
    /// <summary>One target.</summary>
    /// <param name="Provider">Its provider.</param>
    /// <param name="Model">The upstream's own model name; null keeps the client's.</param>
    internal readonly record struct Target(ProviderEntry Provider, string? Model);
}
