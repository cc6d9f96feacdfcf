using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Switchyard.Storage.Builds;
using Switchyard.Storage.Sql;

namespace Switchyard.Agents.Bindings;

/// <summary>Notes when chats use a workspace: in the database at most once a minute for each, over all nodes, and without asking it in between.</summary>
internal sealed partial class WorkspaceUses(Database database, TimeProvider time, ILogger<WorkspaceUses> logger)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<Guid, long> _noted = new();

    /// <summary>The workspace is used now.</summary>
    public async Task NoteAsync(Guid workspaceId, CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        if (_noted.TryGetValue(workspaceId, out var before) && time.GetElapsedTime(before, now) < Every)
        {
            return;
        }

        _noted[workspaceId] = now;
        try
        {
            await database.WriteAsync((session, token) => WorkspaceHeadTable.TouchAsync(session, workspaceId, time.GetUtcNow(), Every, token), cancellationToken);
        }
        catch (Exception away) when (away is DatabaseUnavailableException or DatabaseBusyException)
        {
            // Worth less than the turn.
            LogAway(workspaceId, away.Message);
        }
    }

    [LoggerMessage(EventId = 12012, Level = LogLevel.Information, Message = "The use of workspace {WorkspaceId} could not be noted: {Reason}")]
    private partial void LogAway(Guid workspaceId, string reason);
}
