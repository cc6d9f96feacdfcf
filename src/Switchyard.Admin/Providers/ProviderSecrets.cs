using System.Text.Json;
using Switchyard.Model.Providers;
using Switchyard.Model.Secrets;
using Switchyard.Storage.Providers;
using Switchyard.Storage.Secrets;

namespace Switchyard.Admin.Providers;

/// <summary>Seals and opens what is secret of a provider, each value for its own row.</summary>
internal sealed class ProviderSecrets(SecretSealer sealer)
{
    public byte[] SealKey(Guid keyId, Secret key) => sealer.Seal(SealedColumns.ProviderKeys.Table, SealedColumns.ProviderKeys.Column, keyId, key.Reveal());

    /// <summary>The key's text; null when no key of the ring opens it.</summary>
    public Secret? OpenKey(ProviderKeyRow row) =>
        sealer.TryOpen(SealedColumns.ProviderKeys.Table, SealedColumns.ProviderKeys.Column, row.Id, row.Sealed, out var text) ? new Secret(text!) : null;

    public byte[]? SealSettings(Guid providerId, ProviderSettings settings) =>
        ProviderSettingsJson.WriteSecrets(settings) is { } text
            ? sealer.Seal(SealedColumns.ProviderSettings.Table, SealedColumns.ProviderSettings.Column, providerId, text)
            : null;

    /// <summary>The provider's settings with their secrets; <paramref name="readable"/> is false, and the secrets are missing, when no key of the ring opens them.</summary>
    public ProviderSettings OpenSettings(ProviderRecord record, out bool readable)
    {
        var row = record.Row;
        // What is stored was checked when it was written; a fault here leaves the default of that one field.
        using var document = JsonDocument.Parse(row.SettingsJson);
        var settings = ProviderSettingsJson.Read(document.RootElement, record.Type, []);
        readable = true;
        if (row.SettingsSealed is null)
        {
            return settings;
        }

        readable = sealer.TryOpen(SealedColumns.ProviderSettings.Table, SealedColumns.ProviderSettings.Column, row.Id, row.SettingsSealed, out var text);
        return readable ? ProviderSettingsJson.ReadSecrets(settings, text) : settings;
    }
}
