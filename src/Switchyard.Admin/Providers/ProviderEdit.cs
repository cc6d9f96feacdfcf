using System.Text.Json;
using Switchyard.Model.Providers;
using Switchyard.Model.Validation;
using Switchyard.Storage.Providers;

namespace Switchyard.Admin.Providers;

/// <summary>
/// What a PATCH makes of a provider: pure, worked out under the row lock on what is stored now, so that two PATCHes of different fields both survive.
/// </summary>
/// <param name="Row">The row to write (still with its old version).</param>
/// <param name="Settings">Its settings with secrets.</param>
/// <param name="Keys">What becomes of the keys; null when they stay as they are.</param>
internal sealed record ProviderEdit(ProviderRow Row, ProviderSettings Settings, ProviderKeyPlan? Keys)
{
    public static ProviderEdit Create(ProviderPatchRequest patch, ProviderRecord before, ProviderSecrets secrets, DateTimeOffset now, FaultList faults)
    {
        var old = before.Row;
        var type = before.Type;
        var current = secrets.OpenSettings(before, out var readable);
        var settings = Merge(patch, current, type, faults);
        var name = patch.Name.Or(old.Name, "");
        var row = old with
        {
            Name = name,
            DisplayName = patch.DisplayName.Or(old.DisplayName, name),
            BaseUrl = patch.BaseUrl.Or(old.BaseUrl, ""),
            Enabled = patch.Enabled.IsSet ? patch.Enabled.Value ?? true : old.Enabled,
            AllowByok = patch.AllowByok.IsSet ? patch.AllowByok.Value ?? false : old.AllowByok,
            SettingsJson = ProviderSettingsJson.Write(settings),
            SettingsSealed = Sealed(patch, old, current, settings, readable, secrets),
            SelectorJson = patch.Selector.IsSet ? Selectors.Write(patch.Selector.Value) : old.SelectorJson,
            UpdatedAt = now,
        };
        var keys = patch.Keys is null
            ? null
            : ProviderKeyPlan.Create(type, [.. before.Keys.Select(key => ToConfig(key, secrets))], patch.Keys, faults);
        Check(patch, row, type, settings, readable, faults);
        return new ProviderEdit(row, settings, keys);
    }

    public static ProviderKeyConfig ToConfig(ProviderKeyRow row, ProviderSecrets secrets) => new()
    {
        Id = row.Id,
        Label = row.Label,
        Position = row.Position,
        Enabled = row.Enabled,
        Masked = row.Masked,
        Value = secrets.OpenKey(row),
    };

    private static ProviderSettings Merge(ProviderPatchRequest patch, ProviderSettings current, ProviderType type, FaultList faults)
    {
        if (!patch.Settings.IsSet || patch.Settings.Value is { ValueKind: not JsonValueKind.Object })
        {
            return current;
        }

        return patch.Settings.Value is { } json ? ProviderSettingsJson.Patch(current, json, type, faults) : ProviderSettings.Default;
    }

    // The stored bytes stay when nothing secret changes: a value that no key opens must survive a change of something else, and rotation must not see a new value.
    private static byte[]? Sealed(
        ProviderPatchRequest patch, ProviderRow old, ProviderSettings current, ProviderSettings settings, bool readable, ProviderSecrets secrets)
    {
        var unchanged = ProviderSettingsJson.WriteSecrets(current) == ProviderSettingsJson.WriteSecrets(settings);
        var named = patch.Settings is { IsSet: true, Value: var json }
            && (json is not { ValueKind: JsonValueKind.Object } || json.Value.TryGetProperty("secretAccessKey", out _) || json.Value.TryGetProperty("sessionToken", out _));
        return unchanged && (readable || !named) ? old.SettingsSealed : secrets.SealSettings(old.Id, settings);
    }

    private static void Check(ProviderPatchRequest patch, ProviderRow row, ProviderType type, ProviderSettings settings, bool readable, FaultList faults)
    {
        if (patch.Id is { } id && id != row.Id.ToString("D"))
        {
            faults.Add("id", "The id of a provider never changes.");
        }

        if (patch.Type is { } asked && asked != row.Type)
        {
            faults.Add("type", $"The type of a provider never changes; this one is {row.Type}.");
        }

        if (patch.Name.IsSet && !faults.Any(fault => fault.Field == "name"))
        {
            ProviderRules.CheckName(row.Name, faults);
        }

        if (patch.DisplayName.IsSet && !faults.Any(fault => fault.Field is "displayName" or "name"))
        {
            ProviderRules.CheckDisplayName(row.DisplayName, faults);
        }

        if (!faults.Any(fault => fault.Field == "baseUrl"))
        {
            ProviderRules.CheckBaseUrl(row.BaseUrl, type, settings, faults);
        }

        if (readable)
        {
            ProviderRules.CheckBedrock(type, settings, faults);
        }
    }
}
