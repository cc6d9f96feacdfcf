using System.Text.Json;
using System.Text.Json.Nodes;
using Switchyard.Admin.Mutations;
using Switchyard.Model.Providers;
using Switchyard.Storage.Providers;

namespace Switchyard.Admin.Providers;

/// <summary>
/// Makes a provider what its image says it was. Secrets are never in an image: keys that are still there get back their label, order and state; those that were deleted do not come back; those added since are
/// switched off and stay, so that a rollback erases no secret of a provider that it keeps.
/// </summary>
internal sealed class ProviderRestorer(ProviderSecrets secrets)
{
    /// <summary>Restores one provider.</summary>
    /// <param name="scope">The transaction.</param>
    /// <param name="id">Id of the provider.</param>
    /// <param name="image">What it was; null when it was not there.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What became of it; null when it neither was nor is.</returns>
    public async Task<ProviderRestoration?> RestoreAsync(MutationScope scope, Guid id, JsonObject? image, CancellationToken cancellationToken)
    {
        if (await ProviderTable.LockEvenDeletedAsync(scope.Session, id, cancellationToken) is not { } row)
        {
            return null;
        }

        var before = new ProviderRecord(row, await ProviderKeyTable.ListAsync(scope.Session, id, cancellationToken));
        return (image, row.DeletedAt) switch
        {
            (null, not null) => null,
            (null, null) => await DeleteAsync(scope, before, cancellationToken),
            _ => await WriteAsync(scope, before, image, cancellationToken),
        };
    }

    private async Task<ProviderRestoration> DeleteAsync(MutationScope scope, ProviderRecord before, CancellationToken cancellationToken)
    {
        await ProviderTable.DeleteAsync(scope.Session, before.Row.Id, before.Row.Version, scope.Now, cancellationToken);
        return new ProviderRestoration(before.Row, Facts(before), null, before.Keys);
    }

    private async Task<ProviderRestoration> WriteAsync(MutationScope scope, ProviderRecord before, JsonObject image, CancellationToken cancellationToken)
    {
        var facts = before.Row.DeletedAt is null ? Facts(before) : null;
        var wanted = image["keys"]!.AsArray().Select(key => KeyImage.Of(key!.AsObject())).ToArray();
        var (edited, order) = Plan(before, wanted);
        var row = Row(scope, before, image);
        var isEqual = facts is not null && edited.Count == 0 && order is null && row with { UpdatedAt = before.Row.UpdatedAt } == before.Row;
        var after = isEqual ? before : await WriteAsync(scope, before, row, edited, order, cancellationToken);
        var there = before.Keys.Select(key => key.Id).ToHashSet();
        return new ProviderRestoration(after.Row, facts, Facts(after), [])
        {
            Gone =
            [
                .. wanted.Where(key => !there.Contains(key.Id)).Select(key => key.Label.Length > 0 ? $"{key.Label} {key.Masked}" : key.Masked),
                .. HadSecretSettings(image) && before.Row.SettingsSealed is not { Length: > 0 } ? ["settings"] : Array.Empty<string>(),
            ],
        };
    }

    private static async Task<ProviderRecord> WriteAsync(
        MutationScope scope, ProviderRecord before, ProviderRow row, IReadOnlyList<ProviderKeyRow> edited, IReadOnlyList<Guid>? order, CancellationToken cancellationToken)
    {
        foreach (var key in edited)
        {
            await ProviderKeyTable.UpdateAsync(scope.Session, key, cancellationToken);
        }

        if (order is not null)
        {
            await ProviderKeyTable.ReorderAsync(scope.Session, row.Id, order, cancellationToken);
        }

        var version = (before.Row.DeletedAt is null
            ? await ProviderTable.UpdateAsync(scope.Session, row, cancellationToken)
            : await ProviderTable.ReviveAsync(scope.Session, row, cancellationToken)) ?? throw new InvalidOperationException("A locked row had another version.");
        return new ProviderRecord(row with { Version = version, DeletedAt = null }, await ProviderKeyTable.ListAsync(scope.Session, row.Id, cancellationToken));
    }

    /// <summary>The keys that differ, as they are to be, and the order of all if it is another.</summary>
    private static (IReadOnlyList<ProviderKeyRow> Edited, IReadOnlyList<Guid>? Order) Plan(ProviderRecord before, IReadOnlyList<KeyImage> wanted)
    {
        var images = wanted.ToDictionary(key => key.Id);
        ProviderKeyRow[] next = [.. before.Keys.Select(key => images.TryGetValue(key.Id, out var image) ? key with { Label = image.Label, Enabled = image.Enabled } : key with { Enabled = false })];
        Guid[] order = [.. next.OrderBy(key => images.TryGetValue(key.Id, out var image) ? image.Position : int.MaxValue).ThenBy(key => key.Position).Select(key => key.Id)];
        return (
            [.. next.Zip(before.Keys).Where(pair => pair.First != pair.Second).Select(pair => pair.First)],
            order.SequenceEqual(before.Keys.Select(key => key.Id)) ? null : order);
    }

    private static ProviderRow Row(MutationScope scope, ProviderRecord before, JsonObject image)
    {
        using var settings = JsonDocument.Parse(image["settings"]!.ToJsonString());
        return before.Row with
        {
            Name = Text(image, "name"),
            DisplayName = Text(image, "displayName"),
            BaseUrl = Text(image, "baseUrl"),
            Enabled = image["enabled"]!.GetValue<bool>(),
            AllowByok = image["allowByok"]!.GetValue<bool>(),
            SettingsJson = ProviderSettingsJson.Write(ProviderSettingsJson.Read(settings.RootElement, before.Type, [])),
            SelectorJson = image["selector"]?.ToJsonString(),
            UpdatedAt = scope.Now,
        };
    }

    private static bool HadSecretSettings(JsonObject image) => image["settings"] is JsonObject settings && settings["secretAccessKey"] is not null;

    private static string Text(JsonObject image, string name) => image[name]!.GetValue<string>();

    private JsonObject Facts(ProviderRecord record) => ProviderFacts.Of(record, secrets.OpenSettings(record, out _));

    private sealed record KeyImage(Guid Id, string Label, int Position, bool Enabled, string Masked)
    {
        public static KeyImage Of(JsonObject json) => new(
            Guid.ParseExact(Text(json, "id"), "D"), Text(json, "label"), json["position"]!.GetValue<int>(), json["enabled"]!.GetValue<bool>(), Text(json, "masked"));
    }
}
