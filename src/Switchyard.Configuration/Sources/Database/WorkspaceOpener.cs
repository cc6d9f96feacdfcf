using System.Text.Json;
using Switchyard.Model.Workspaces;
using Switchyard.Storage.Workspaces;

namespace Switchyard.Configuration.Sources.Database;

/// <summary>Makes workspaces of their rows. What did not change since the last time is the same object as before.</summary>
internal sealed class WorkspaceOpener
{
    private Dictionary<Guid, (WorkspaceRow Row, WorkspaceConfig Config)> _before = [];

    public IReadOnlyList<WorkspaceConfig> Open(IReadOnlyList<WorkspaceRow> rows)
    {
        WorkspaceConfig[] configs = [.. rows.Select(row => _before.TryGetValue(row.Id, out var before) && before.Row == row ? before.Config : ToConfig(row))];
        _before = rows.Zip(configs).ToDictionary(pair => pair.First.Id, pair => (pair.First, pair.Second));
        return configs;
    }

    private static WorkspaceConfig ToConfig(WorkspaceRow row) => new()
    {
        Id = row.Id,
        Name = row.Name,
        DisplayName = row.DisplayName,
        OwnerId = row.OwnerId,
        Users = Users(row.UsersJson),
        Version = row.Version,
    };

    /// <summary>A list that can not be read lets nobody in: the row was altered by hand or by a bug, and it must neither open a door nor stop the others.</summary>
    private static Guid[]? Users(string? json)
    {
        try
        {
            return json is null ? null : JsonSerializer.Deserialize<Guid[]>(json) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
