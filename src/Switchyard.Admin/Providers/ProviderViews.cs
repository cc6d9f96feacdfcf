using System.Text.Json;
using Switchyard.Model.Gateways;
using Switchyard.Model.Origins;
using Switchyard.Model.Providers;
using Switchyard.Storage.Providers;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Providers;

/// <summary>Shows providers: the record, how its keys fare on the nodes, and what an operator should know.</summary>
internal sealed class ProviderViews(FileProviders files, ProviderSecrets secrets, KeyHealthReader health)
{
    /// <summary>
    /// At most <paramref name="limit"/> providers, of the database and of files, sorted by name, those after <paramref name="after"/>. A file's provider stands for the record of the same name. To show one opens its secrets, so
    /// only those are looked at that are shown.
    /// </summary>
    public async Task<IReadOnlyList<ProviderView>> ListAsync(SqlSession session, string? after, int limit, CancellationToken cancellationToken)
    {
        var rows = await ProviderTable.ListAsync(session, cancellationToken);
        var keys = (await ProviderKeyTable.ListAsync(session, cancellationToken)).ToLookup(key => key.ProviderId);
        var reports = await health.ReadAsync(session, cancellationToken);
        var changes = await KeyHealthReader.LastChangesAsync(session, cancellationToken);
        var owned = files.All();
        var hosts = HostWarnings.Of(rows, owned);
        var names = owned.Select(static provider => provider.Name).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. rows.Where(row => !names.Contains(row.Name))
                .Select(row => (row.Name, Show: (Func<ProviderView>)(() => View(new ProviderRecord(row, [.. keys[row.Id]]), reports, hosts, changes(row.Id)))))
                .Concat(owned.Select(provider => (provider.Name, Show: (Func<ProviderView>)(() => View(provider, reports, hosts)))))
                .Where(found => after is null || string.CompareOrdinal(found.Name, after) > 0)
                .OrderBy(static found => found.Name, StringComparer.Ordinal)
                .Take(limit)
                .Select(static found => found.Show()),
        ];
    }

    /// <summary>One provider of the database, with what else the same transaction sees.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="record">The provider.</param>
    /// <param name="changing">Whether this transaction changes it, so that nobody runs it as it is shown.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<ProviderView> OneAsync(SqlSession session, ProviderRecord record, bool changing, CancellationToken cancellationToken)
    {
        var reports = await health.ReadAsync(session, cancellationToken);
        var changed = changing ? await KeyHealthReader.ComingAsync(session, cancellationToken) : (await KeyHealthReader.LastChangesAsync(session, cancellationToken))(record.Row.Id);
        return View(record, reports, HostWarnings.Of(await ProviderTable.ListAsync(session, cancellationToken), files.All()), changed);
    }

    /// <summary>One provider of a file.</summary>
    public async Task<ProviderView> OneAsync(SqlSession session, ProviderConfig provider, CancellationToken cancellationToken)
    {
        var reports = await health.ReadAsync(session, cancellationToken);
        return View(provider, reports, HostWarnings.Of(await ProviderTable.ListAsync(session, cancellationToken), files.All()));
    }

    /// <summary>A key of a provider of the database.</summary>
    /// <param name="key">The key.</param>
    /// <param name="provider">Its provider.</param>
    /// <param name="reports">How keys fare.</param>
    /// <param name="changed">The revision of the provider's last change.</param>
    public static ProviderKeyView View(ProviderKeyRow key, ProviderRow provider, KeyHealthReports reports, long changed)
    {
        var users = key.Enabled && provider.Enabled ? null : reports.Users(key.Id, Labels.Parse(provider.SelectorJson), changed);
        return new ProviderKeyView
        {
            Id = key.Id,
            Label = key.Label,
            Position = key.Position,
            Enabled = key.Enabled,
            Masked = key.Masked,
            CreatedAt = key.CreatedAt,
            LastUsedAt = reports.LastUsed(key.Id),
            Health = reports.Health(key.Id),
            SafeToRevoke = users is { Count: 0 },
            InUseBy = users,
        };
    }

    private ProviderView View(ProviderRecord record, KeyHealthReports reports, HostWarnings hosts, long changed)
    {
        var row = record.Row;
        var settings = secrets.OpenSettings(record, out var readable);
        var error = readable && record.Keys.All(key => secrets.OpenKey(key) is not null) ? files.ErrorOf(row.Id, row.Version) : "secret_unreadable";
        return new ProviderView
        {
            Id = row.Id,
            Name = row.Name,
            Type = row.Type,
            DisplayName = row.DisplayName,
            BaseUrl = row.BaseUrl,
            Enabled = row.Enabled,
            Settings = JsonElement.Parse(ProviderSettingsJson.Show(settings)),
            AllowByok = row.AllowByok,
            Selector = Selectors.Show(Labels.Parse(row.SelectorJson)),
            Keys = [.. record.Keys.Select(key => View(key, row, reports, changed))],
            Origin = "database",
            Status = Status(row.Enabled, error, row.UpdatedAt, hosts.For(row.Name)),
            CreatedAt = row.CreatedAt,
            UpdatedAt = row.UpdatedAt,
        };
    }

    private static ProviderView View(ProviderConfig provider, KeyHealthReports reports, HostWarnings hosts) => new()
    {
        Id = provider.Id,
        Name = provider.Name,
        Type = ProviderTypes.NameOf(provider.Type),
        DisplayName = provider.DisplayName,
        BaseUrl = provider.BaseUrl,
        Enabled = provider.Enabled,
        Settings = JsonElement.Parse(ProviderSettingsJson.Show(provider.Settings)),
        AllowByok = provider.AllowByok,
        Selector = Selectors.Show(provider.Selector),
        Keys = [.. provider.Keys.Select(key => View(key, reports))],
        Origin = provider.Origin.Kind == OriginKind.Document ? "document" : "file",
        DefinedIn = $"{provider.Origin.Location}:{provider.Origin.Line}",
        Status = Status(provider.Enabled, provider.Error, null, hosts.For(provider.Name)),
    };

    private static ProviderKeyView View(ProviderKeyConfig key, KeyHealthReports reports) => new()
    {
        Id = key.Id,
        Label = key.Label,
        Position = key.Position,
        Enabled = key.Enabled,
        Masked = key.Masked,
        LastUsedAt = reports.LastUsed(key.Id),
        Health = reports.Health(key.Id),
    };

    private static ProviderStatusView Status(bool enabled, string? error, DateTimeOffset? since, IReadOnlyList<string> warnings) =>
        new(!enabled ? "disabled" : error is null ? "enabled" : "error", enabled ? error : null, since, warnings);
}
