using System.Text.Json;
using Switchyard.Model.Gateways;
using Switchyard.Model.Origins;
using Switchyard.Model.Providers;
using Switchyard.Model.Secrets;
using Switchyard.Model.Validation;
using Switchyard.Storage.Providers;
using Switchyard.Storage.Secrets;

namespace Switchyard.Configuration.Sources.Database;

/// <summary>Makes providers of their rows: opens what is sealed, reads the settings. What did not change since the last time is not opened again.</summary>
internal sealed class ProviderOpener(SecretSealer sealer)
{
    private Dictionary<Guid, Opened> _before = [];

    public IReadOnlyList<ProviderConfig> Open(IReadOnlyList<ProviderRow> rows, IReadOnlyList<ProviderKeyRow> keys)
    {
        var keysOf = keys.ToLookup(key => key.ProviderId);
        var now = new Dictionary<Guid, Opened>(rows.Count);
        var configs = new ProviderConfig[rows.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            ProviderKeyRow[] own = [.. keysOf[rows[i].Id]];
            var opened = _before.TryGetValue(rows[i].Id, out var before) && before.IsOf(rows[i], own) ? before : new Opened(rows[i], own, Open(rows[i], own));
            now[rows[i].Id] = opened;
            configs[i] = opened.Config;
        }

        _before = now;
        return configs;
    }

    private ProviderConfig Open(ProviderRow row, ProviderKeyRow[] keys)
    {
        var error = default(string);
        ProviderKeyConfig[] opened = [.. keys.Select(key => Open(key, ref error))];
        if (!ProviderTypes.TryParse(row.Type, out var type))
        {
            error = ProviderErrors.InvalidSettings;
        }

        return new ProviderConfig
        {
            Id = row.Id,
            Name = row.Name,
            Type = type,
            DisplayName = row.DisplayName,
            BaseUrl = row.BaseUrl,
            Enabled = row.Enabled,
            AllowByok = row.AllowByok,
            Settings = Settings(row, type, ref error),
            Keys = opened,
            Selector = Labels.Parse(row.SelectorJson),
            Origin = Origin.Database,
            Error = error,
            Version = row.Version,
        };
    }

    private ProviderKeyConfig Open(ProviderKeyRow key, ref string? error)
    {
        var column = SealedColumns.ProviderKeys;
        var isOpen = sealer.TryOpen(column.Table, column.Column, key.Id, key.Sealed, out var secret);
        error ??= isOpen ? null : ProviderErrors.SecretUnreadable;
        return new ProviderKeyConfig
        {
            Id = key.Id,
            Label = key.Label,
            Position = key.Position,
            Enabled = key.Enabled,
            Masked = key.Masked,
            ResetAt = key.ResetAt,
            Value = isOpen ? new Secret(secret!) : null,
        };
    }

    private ProviderSettings Settings(ProviderRow row, ProviderType type, ref string? error)
    {
        try
        {
            using var json = JsonDocument.Parse(row.SettingsJson);
            var faults = new FaultList();
            var settings = ProviderSettingsJson.Read(json.RootElement, type, faults);
            error ??= faults.IsEmpty ? null : ProviderErrors.InvalidSettings;
            if (row.SettingsSealed is null)
            {
                return settings;
            }

            var column = SealedColumns.ProviderSettings;
            if (sealer.TryOpen(column.Table, column.Column, row.Id, row.SettingsSealed, out var secrets))
            {
                return ProviderSettingsJson.ReadSecrets(settings, secrets);
            }

            error ??= ProviderErrors.SecretUnreadable;
            return settings;
        }
        catch (JsonException)
        {
            // The row was altered by hand or by a bug; it must not stop the others.
            error ??= ProviderErrors.InvalidSettings;
            return ProviderSettings.Default;
        }
    }

    private sealed record Opened(ProviderRow Row, ProviderKeyRow[] Keys, ProviderConfig Config)
    {
        public bool IsOf(ProviderRow row, ProviderKeyRow[] keys) =>
            Config.Error is null
            && Row == row with { SettingsSealed = Row.SettingsSealed }
            && SameBytes(Row.SettingsSealed, row.SettingsSealed)
            && Keys.Length == keys.Length
            && Keys.Zip(keys).All(pair => pair.First == pair.Second with { Sealed = pair.First.Sealed } && SameBytes(pair.First.Sealed, pair.Second.Sealed));

        private static bool SameBytes(byte[]? one, byte[]? two) => one.AsSpan().SequenceEqual(two) && (one is null) == (two is null);
    }
}
