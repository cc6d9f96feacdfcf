using Switchyard.Storage.Agents;
using Switchyard.Storage.Builds;
using Switchyard.Storage.Chats;
using Switchyard.Storage.Sql;
using Switchyard.Storage.Workspaces;

namespace Switchyard.Storage.Compliance;

/// <summary>Rows of workspaces, builds, agents and chats as tests need them.</summary>
internal static class AgentRows
{
    public static async Task<WorkspaceRow> AddWorkspaceAsync(Database database, Guid id, string name, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var row = new WorkspaceRow { Id = id, Name = name, DisplayName = "", CreatedAt = now, UpdatedAt = now };
        await database.WriteAsync((session, token) => WorkspaceTable.InsertAsync(session, row, token), cancellationToken);
        return row;
    }

    public static BuildRow Build(Guid id, Guid workspaceId, DateTimeOffset now) =>
        new() { Id = id, WorkspaceId = workspaceId, Number = 0, State = "pending", CreatedBy = "ada", CreatedAt = now, UpdatedAt = now };

    public static AgentRow Agent(Guid id, BuildRow build, string name, DateTimeOffset now) => new()
    {
        Id = id, WorkspaceId = build.WorkspaceId, BuildId = build.Id, Name = name, BootId = "boot", Address = "http://10.0.0.1:1", SeenFrom = "10.0.0.1", AgentVersion = "1", Startup = "ready",
        TokenId = Guid.Empty, CreatedAt = now,
    };

    public static ChatRow Chat(Guid id, Guid userId, DateTimeOffset now) => new() { Id = id, UserId = userId, AccessKeyId = Guid.Empty, Model = "sim/m", BindingAt = now, CreatedAt = now, UpdatedAt = now };
}
