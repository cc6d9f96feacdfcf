using System.Text.Json;
using Switchyard.Configuration.Sources.Documents;
using Switchyard.Model.Access;
using Switchyard.Model.Bundles;
using Switchyard.Model.Revisions;
using Switchyard.Storage.Access;
using Switchyard.Storage.Revisions;

namespace Switchyard.Configuration.Sources.Database;

/// <summary>
/// Reads the configuration's records in one consistent transaction. Objects whose rows did not change are the same objects as before, so that everything
/// later can compare by reference first; a row that can not be used puts only its own object into error.
/// </summary>
/// <remarks>Used by the reloader's loop alone: one read at a time.</remarks>
internal sealed class DatabaseSource(RawRecordsReader records, ProviderOpener providers, ModuleOpener modules, BundleOpener bundles, DocumentOpener documents)
{
    private readonly WorkspaceOpener _workspaces = new();
    private Dictionary<Guid, (UserRow Row, UserConfig Config)> _users = [];
    private Dictionary<Guid, (AccessKeyRow Row, AccessKeyConfig Config)> _accessKeys = [];

    /// <summary>The rows now; all of them read anew where <paramref name="everything"/> is asked for.</summary>
    public Task<RawRecords> ReadAsync(bool everything, CancellationToken cancellationToken) => records.ReadAsync(everything, cancellationToken);

    /// <summary>What rows say, those of now or those that were kept.</summary>
    public DatabaseRecords Open(RawRecords raw)
    {
        var (opened, standings) = bundles.Open(raw.Bundles);
        return new DatabaseRecords
        {
            Epoch = raw.Epoch,
            Revision = raw.Revision,
            Providers = providers.Open(raw.Providers, raw.Keys),
            Users = OpenUsers(raw.Users),
            AccessKeys = OpenAccessKeys(raw.AccessKeys),
            Cuts = [.. raw.Cuts.Select(ToCut)],
            Modules = modules.Open(raw.Modules),
            Workspaces = _workspaces.Open(raw.Bundles.Workspaces),
            Bundles = opened,
            Standings = standings,
            Purges = [.. raw.Bundles.Purges.Select(row => new BundlePurge(new BundleKey(row.Workspace, row.Bundle), row.Id))],
            Documents = documents.Open(raw.Documents),
        };
    }

    /// <summary>What rows of documents say, wherever they were kept.</summary>
    public DocumentSet OpenDocuments(IReadOnlyList<Storage.Documents.DocumentRow> rows) => documents.Open(rows);

    private static UserConfig ToConfig(UserRow row) => new()
    {
        Id = row.Id,
        Name = row.Name,
        Email = row.Email,
        Enabled = row.Enabled,
        Providers = Names(row.ProvidersJson),
    };

    private static Cut ToCut(CutRow row) => new(row.Kind == "provider" ? CutKind.Provider : CutKind.ProviderKey, row.Id, row.Revision);

    /// <summary>Grants that can not be read grant nothing: the row was altered by hand or by a bug, and it must neither open a door nor stop the others.</summary>
    private static string[]? Names(string? json)
    {
        try
        {
            return json is null ? null : JsonSerializer.Deserialize<string[]>(json) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private UserConfig[] OpenUsers(IReadOnlyList<UserRow> rows)
    {
        UserConfig[] configs = [.. rows.Select(row => _users.TryGetValue(row.Id, out var before) && before.Row == row ? before.Config : ToConfig(row))];
        _users = rows.Zip(configs).ToDictionary(pair => pair.First.Id, pair => (pair.First, pair.Second));
        return configs;
    }

    private AccessKeyConfig[] OpenAccessKeys(IReadOnlyList<AccessKeyRow> rows)
    {
        var kept = new Dictionary<Guid, (AccessKeyRow, AccessKeyConfig)>(rows.Count);
        var configs = new AccessKeyConfig[rows.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            var config = _accessKeys.TryGetValue(row.Id, out var before) && before.Row.Hash.AsSpan().SequenceEqual(row.Hash) && before.Row with { Hash = row.Hash } == row ? before.Config : ToConfig(row);
            kept[row.Id] = (row, config);
            configs[i] = config;
        }

        _accessKeys = kept;
        return configs;
    }

    private static AccessKeyConfig ToConfig(AccessKeyRow row) => new()
    {
        Id = row.Id,
        UserId = row.UserId,
        Name = row.Name,
        Hash = row.Hash,
        Masked = row.Masked,
        Enabled = row.Enabled && row.RevokedAt is null,
        ExpiresAt = row.ExpiresAt,
        Workspace = row.Workspace,
        Tools = Names(row.ToolsJson),
        Providers = Names(row.ProvidersJson),
    };
}
