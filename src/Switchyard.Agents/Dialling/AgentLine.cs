using System.Diagnostics.CodeAnalysis;
using Switchyard.Agents.Bindings;
using Switchyard.Agents.Connections;
using Switchyard.Agents.Roster;
using Switchyard.Gateway.Entry;
using Switchyard.Hot;
using Switchyard.Hot.Dialling;
using Switchyard.Model.Agents;
using Switchyard.Storage.Sql;

namespace Switchyard.Agents.Dialling;

/// <summary>
/// Gives a chat the connection to its agent. A bound agent that this node knows is used at once, without a query; whether the user may be in the workspace is asked of the configuration in force, each time.
/// </summary>
/// <remarks>
/// The order of things, and what may change between them: look at the binding; take the connection there is; else find the agent (the roster, or the database when the chat has none), store a first binding by
/// compare-and-set, dial, store a switched one by compare-and-set. Whoever loses a compare-and-set follows the newer binding. When the workspace is another one at the end than at the beginning the connection is given
/// back and all begins again, once.
/// </remarks>
internal sealed class AgentLine(AgentConnections connections, AgentRoster roster, AgentDialer dialer, AgentArrival arrival, BindingStore bindings, AccessGate access)
{
    private const int MostRounds = 5;

    /// <summary>A connection that nobody used for this long is asked first whether it is still there.</summary>
    private static readonly TimeSpan StaleAfter = TimeSpan.FromSeconds(20);

    private readonly SharedDial<Guid, bool> _shared = new();

    /// <summary>Leases the connection of <paramref name="chat"/> to its agent, or returns null when its workspace never had a build and so needs none.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="progress">Told what is waited for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="AgentException">There is none; it says why.</exception>
    public async Task<Lease<AgentConnection>?> ConnectAsync(LiveChat chat, Action<string> progress, CancellationToken cancellationToken)
    {
        Guid? first = null;
        var isSecond = false;
        for (var round = 0; round < MostRounds; round++)
        {
            var workspace = await WorkspaceAsync(chat, cancellationToken);
            if (first is { } before && before != workspace)
            {
                if (isSecond)
                {
                    throw new AgentException(AgentFault.WorkspaceChanged);
                }

                isSecond = true;
            }

            first = workspace;
            Admit(chat, workspace);
            if (await TryTakeAsync(chat, workspace, cancellationToken) is { } there)
            {
                return there;
            }

            // One dial for all steps of the chat that want it now; the connection is kept, and each takes its own lease.
            if (!await _shared.RunAsync(chat.Id, token => DialAsync(chat, progress, token), cancellationToken))
            {
                return null;
            }
        }

        throw new AgentException(AgentFault.WorkspaceChanged);
    }

    /// <summary>The agent that the chat is bound to if this node knows it and the user may use it; null when <see cref="ConnectAsync"/> has to find out.</summary>
    public AgentEntry? Known(LiveChat chat)
    {
        if (chat.Binding is not { WorkspaceId: { } workspace, AgentId: { } bound } || roster.Map.Find(bound) is not { IsReachable: true } agent || agent.WorkspaceId != workspace)
        {
            return null;
        }

        Admit(chat, workspace);
        return agent;
    }

    // What nobody has used for a while is asked first whether it is still there.
    private async Task<Lease<AgentConnection>?> TryTakeAsync(LiveChat chat, Guid workspace, CancellationToken cancellationToken)
    {
        if (!connections.TryTake(chat.Id, workspace, chat.Binding.AgentId, out var lease))
        {
            return null;
        }

        if (lease.Value.Idle < StaleAfter || await IsAliveAsync(lease, cancellationToken))
        {
            return lease;
        }

        lease.Dispose();
        connections.Forget(chat.Id, "broken");
        return null;
    }

    private static async Task<bool> IsAliveAsync(Lease<AgentConnection> lease, CancellationToken cancellationToken)
    {
        try
        {
            return await lease.Value.IsAliveAsync(cancellationToken);
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    private async Task<Guid> WorkspaceAsync(LiveChat chat, CancellationToken cancellationToken)
    {
        try
        {
            // A chat without one is read once more: somebody may have chosen one just now.
            return chat.Binding.WorkspaceId ?? (await bindings.ReadAsync(chat, cancellationToken)).WorkspaceId ?? throw new AgentException(AgentFault.NoWorkspace);
        }
        catch (Exception away) when (away is DatabaseUnavailableException or DatabaseBusyException)
        {
            throw new AgentException(AgentFault.Unknown, away);
        }
    }

    private void Admit(LiveChat chat, Guid workspace)
    {
        if (!access.Configuration.Workspaces.Any(known => known.Id == workspace && known.IsOpenTo(chat.UserId)))
        {
            throw new AgentException(AgentFault.NotGranted);
        }
    }

    // False when the workspace needs no agent. Else the connection is kept when this returns, or the caller looks again.
    private async Task<bool> DialAsync(LiveChat chat, Action<string> progress, CancellationToken cancellationToken)
    {
        var settings = access.Configuration.Server.Agents;
        var binding = chat.Binding;
        if (binding.WorkspaceId is not { } workspace)
        {
            return true;
        }

        var agent = binding.AgentId is { } bound && roster.Map.Find(bound) is { IsReachable: true } known && known.WorkspaceId == workspace ? known : null;
        for (var isKnown = agent is not null; ; isKnown = false)
        {
            if (!isKnown)
            {
                agent = await FirstAsync(chat, binding, workspace, settings, progress, cancellationToken);
                if (agent is null)
                {
                    return chat.Binding.WorkspaceId != workspace;
                }

                if (chat.Binding.AgentId != agent.Id && chat.Unstored is null)
                {
                    // Somebody chose otherwise meanwhile.
                    return true;
                }

                binding = chat.Binding;
            }

            if (agent!.Startup == AgentStartup.Starting)
            {
                agent = await arrival.ReadyAsync(agent, settings, progress, cancellationToken);
            }

            try
            {
                await DialAsync(chat, binding, agent, settings, cancellationToken);
                return true;
            }
            catch (AgentException none) when (isKnown && none.Fault == AgentFault.NoAgent)
            {
                // Its build is over. The agent of the next one may be on its way; of a stopped workspace that is told at once.
            }
        }
    }

    // An agent that is retired, or comes back as another process, while it is dialled is not waited for: the caller looks again.
    [SuppressMessage("Reliability", "CA2025", Justification = "Who watches has ended when the method goes on.")]
    private async Task DialAsync(LiveChat chat, ChatBinding binding, AgentEntry agent, AgentSettings settings, CancellationToken cancellationToken)
    {
        using var stale = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = roster.Map.Find(agent.Id) is { } known && known.IsSame(agent) ? WatchAsync(agent, stale) : Task.CompletedTask;
        var isStale = false;
        try
        {
            var result = await dialer.DialAsync(chat, agent, settings, stale.Token);
            await KeepAsync(chat, binding, agent, result);
            isStale = stale.IsCancellationRequested && result.Id.IsSame(agent);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It is looked for anew.
        }
        finally
        {
            await stale.CancelAsync();
            await watching;
        }

        if (isStale)
        {
            connections.Forget(chat.Id, "superseded");
        }
    }

    private async Task WatchAsync(AgentEntry agent, CancellationTokenSource stale)
    {
        while (!stale.IsCancellationRequested)
        {
            var changed = roster.NextChange;
            if (roster.Map.Find(agent.Id) is not { } now || !now.IsSame(agent))
            {
                await stale.CancelAsync();
                return;
            }

            await changed.WaitAsync(stale.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<AgentEntry?> FirstAsync(LiveChat chat, ChatBinding binding, Guid workspace, AgentSettings settings, Action<string> progress, CancellationToken cancellationToken)
    {
        AgentEntry? agent;
        try
        {
            agent = await arrival.OnlineAsync(workspace, chat.AgentName, settings, progress, cancellationToken);
        }
        catch (Exception away) when (away is DatabaseUnavailableException or DatabaseBusyException)
        {
            throw new AgentException(AgentFault.Unknown, away);
        }

        if (agent is not null && binding.AgentId != agent.Id)
        {
            await bindings.StoreAsync(chat, binding, agent, "first", cancellationToken);
        }

        return agent;
    }

    // Not by the caller's token: a connection that was opened is either kept or given back.
    private async Task KeepAsync(LiveChat chat, ChatBinding binding, AgentEntry dialled, DialResult<AgentEntry, AgentConnection> result)
    {
        var isOurs = false;
        try
        {
            isOurs = result.Id.Id == dialled.Id || await bindings.StoreAsync(chat, binding, result.Id, "switched", CancellationToken.None);
            isOurs = isOurs && chat.Binding.WorkspaceId == result.Id.WorkspaceId;
        }
        finally
        {
            if (!isOurs)
            {
                await result.Connection.DisposeAsync();
            }
        }

        if (isOurs)
        {
            connections.Keep(chat.Id, chat.UserId, result.Connection).Dispose();
        }
    }
}
