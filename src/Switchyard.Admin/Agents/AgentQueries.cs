using Switchyard.Admin.Workspaces;
using Switchyard.Configuration.Reloading;
using Switchyard.Model.Agents;
using Switchyard.Storage.Agents;
using Switchyard.Storage.Builds;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Agents;

/// <summary>Reads agents from the database. How they are is reckoned by its clock, in the same read as the rows.</summary>
internal sealed class AgentQueries(Database database, ConfigurationStatus configuration)
{
    /// <summary>Up to <paramref name="limit"/> agents of a workspace, retired or not, newest first, made before <paramref name="before"/> when it is given.</summary>
    public Task<IReadOnlyList<AgentView>> ListAsync(string workspace, Guid? before, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        async (session, token) =>
        {
            var home = await WorkspaceStore.FindAsync(session, workspace, token);
            var agents = await AgentTable.ListAsync(session, home.Id, before, limit, token);
            var builds = (await BuildTable.ListAsync(session, [.. agents.Select(agent => agent.BuildId).Distinct()], token)).ToDictionary(build => build.Id);
            var now = await session.ClockAsync(token);
            var settings = configuration.Current?.Server.Agents ?? AgentSettings.Default;
            return (IReadOnlyList<AgentView>)[.. agents.Select(agent => View(agent, builds[agent.BuildId], now, settings))];
        },
        cancellationToken);

    private static AgentView View(AgentRow row, BuildRow build, DateTimeOffset now, AgentSettings settings)
    {
        var expectedSince = build.FinishedAt is { } finished ? Later(finished, row.CreatedAt) : (DateTimeOffset?)null;
        var wasSeen = row.FirstSeenAt is not null;
        return new AgentView
        {
            Id = row.Id,
            Name = row.Name,
            WorkspaceId = row.WorkspaceId,
            BuildId = row.BuildId,
            Build = build.Number,
            Status = AgentStates.NameOf(AgentStates.StatusOf(row.RetiredAt, row.LastSeenAt, expectedSince, now, settings)),
            Startup = row.Startup,
            Default = row.IsDefault,
            External = row.IsExternal,
            Address = wasSeen ? row.Address : null,
            SeenFrom = wasSeen ? row.SeenFrom : null,
            BootId = wasSeen ? row.BootId : null,
            Version = row.AgentVersion,
            CreatedAt = row.CreatedAt,
            FirstSeenAt = row.FirstSeenAt,
            LastSeenAt = row.LastSeenAt,
            RetiredAt = row.RetiredAt,
            RetiredReason = row.RetiredReason,
        };
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
