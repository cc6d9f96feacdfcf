using Switchyard.Admin.Client.Providers;

namespace Switchyard.Console.Providers;

/// <summary>A provider as it was read, with the version that a change names.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="ETag">Its version.</param>
public sealed record ProviderSight(Provider Provider, string? ETag)
{
    /// <summary>Whether the API would change it; what a file or a document defines is changed there.</summary>
    public bool IsRecord => Provider.Origin == "database";
}
