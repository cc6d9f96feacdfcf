using Switchyard.Model.Bundles;

namespace Switchyard.Admin.Bundles;

/// <summary>Shows which credentials are there.</summary>
internal static class CredentialViews
{
    public static CredentialsView Of(BundleRecord record, BundleStatus? here) => new()
    {
        Populated = record.Definition.Credentials.ToDictionary(field => field.Name, record.IsPopulated, StringComparer.Ordinal),
        Version = record.Set?.Version ?? 0,
        RunningVersion = here?.RunningVersion,
        UpdatedAt = record.Set?.UpdatedAt,
    };
}
