using Switchyard.Model.Bundles;
using Switchyard.Model.Secrets;

namespace Switchyard.Bundles.Sessions.Clients;

/// <summary>The credentials that a bundle has a value for: what is stored, else what holds while nothing is. Empty counts as absent.</summary>
internal static class HandedCredentials
{
    /// <summary>Each field with its value.</summary>
    public static IReadOnlyList<(CredentialField Field, Secret Value)> Of(BundleConfig bundle) =>
    [
        .. from field in bundle.Definition.Credentials
           let stored = bundle.Credentials.Values.GetValueOrDefault(field.Name)
           let value = stored is { Length: > 0 } ? stored : field.Default
           where value is { Length: > 0 }
           select (field, value),
    ];
}
