using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Switchyard.Agents.Roster;
using Switchyard.Agents.Telemetry;
using Switchyard.Gateway.Entry;
using Switchyard.Hot;
using Switchyard.Storage.Agents;

namespace Switchyard.Agents.Connections;

/// <summary>
/// The open connections to agents, one for a chat. Each is a leased resource: what is taken out of service drains, what was revoked is cut, and each ends once. An agent that was retired, another process of it, a
/// user who may no longer be there: whoever makes that so is heard here at once.
/// </summary>
internal sealed class AgentConnections : BackgroundService
{
    // An agent forgets a session after a minute without a request.
    private static readonly TimeSpan LongestIdle = TimeSpan.FromSeconds(50);
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<Guid, Kept> _kept = new();
    private readonly AgentRoster _roster;
    private readonly AgentPresence _presence;
    private readonly AccessGate _access;
    private readonly AgentInstruments _instruments;
    private readonly TimeProvider _time;
    private Action<AgentEntry>? _listChanged;
    private int _open;

    public AgentConnections(AgentRoster roster, AgentPresence presence, AccessGate access, AgentInstruments instruments, TimeProvider time)
    {
        (_roster, _presence, _access, _instruments, _time) = (roster, presence, access, instruments, time);
        roster.OnChanged(Review);
        access.OnChanged(ReviewAccess);
    }

    /// <summary>Calls <paramref name="handler"/> when an agent says, on a connection of any chat, that its tools are others now. It must be quick.</summary>
    public void OnListChanged(Action<AgentEntry> handler) => _listChanged += handler;

    /// <summary>Connections that have not ended, those that drain included.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>
    /// Leases the chat's connection, if it leads to an agent of <paramref name="workspaceId"/> that still serves, and to <paramref name="agentId"/> when the chat is bound. One whose agent fell silent after it was opened
    /// is given up; one that was opened to a silent agent is as good as any.
    /// </summary>
    public bool TryTake(Guid chatId, Guid workspaceId, Guid? agentId, out Lease<AgentConnection> lease)
    {
        lease = default;
        if (!_kept.TryGetValue(chatId, out var kept))
        {
            return false;
        }

        var agent = kept.Connection.Agent;
        var isWrong = agent.WorkspaceId != workspaceId || (agentId is { } bound && bound != agent.Id) ? "other_workspace"
            : kept.Connection.IsBroken ? "broken"
            : _presence.HasGoneSince(agent.Id, kept.Connection.OpenedAt) ? "disconnected"
            : null;
        if (isWrong is not null)
        {
            Drop(KeyValuePair.Create(chatId, kept), RetireMode.Drain, isWrong);
            return false;
        }

        return kept.Resource.TryAcquire(out lease);
    }

    /// <summary>Keeps a connection for a chat and leases it. Another one that was kept meanwhile and still serves wins, and this one ends.</summary>
    public Lease<AgentConnection> Keep(Guid chatId, Guid userId, AgentConnection connection)
    {
        Interlocked.Increment(ref _open);
        connection.OnListChanged(() => _listChanged?.Invoke(connection.Agent));
        var resource = new Leased<AgentConnection>(connection, EndAsync, _time);
        var fresh = new Kept(userId, connection, resource);
        while (true)
        {
            var kept = _kept.GetOrAdd(chatId, fresh);
            if (kept.Connection.Agent.IsSame(connection.Agent) && !kept.Connection.IsBroken && kept.Resource.TryAcquire(out var lease))
            {
                if (!ReferenceEquals(kept, fresh))
                {
                    resource.Retire(RetireMode.Cut, TimeSpan.Zero);
                    _instruments.Released("second");
                    return lease;
                }

                // What was said of its agent while it was not kept yet was not said to it.
                ReviewOne(KeyValuePair.Create(chatId, fresh));
                return lease;
            }

            if (ReferenceEquals(kept, fresh))
            {
                // Retired in the moment it was kept; nobody has it.
                _kept.TryRemove(KeyValuePair.Create(chatId, fresh));
                throw new AgentException(AgentFault.NoAgent);
            }

            Drop(KeyValuePair.Create(chatId, kept), RetireMode.Drain, "superseded");
        }
    }

    /// <summary>Forgets the chat's connection; calls that run may end.</summary>
    public void Forget(Guid chatId, string reason)
    {
        if (_kept.TryGetValue(chatId, out var kept))
        {
            Drop(KeyValuePair.Create(chatId, kept), RetireMode.Drain, reason);
        }
    }

    /// <summary>The chat was bound otherwise: a connection that leads elsewhere is forgotten.</summary>
    public void Rebound(Guid chatId, Guid? workspaceId, Guid? agentId)
    {
        if (_kept.TryGetValue(chatId, out var kept) && (kept.Connection.Agent.WorkspaceId != workspaceId || (agentId is { } bound && bound != kept.Connection.Agent.Id)))
        {
            Drop(KeyValuePair.Create(chatId, kept), RetireMode.Drain, "rebound");
        }
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        foreach (var pair in _kept)
        {
            Drop(pair, RetireMode.Cut, "stopping");
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(SweepEvery, _time, stoppingToken);
                foreach (var pair in _kept)
                {
                    // One that is in use is in somebody's hands and keeps itself alive.
                    if (pair.Value.Resource.LeaseCount == 0 && pair.Value.Connection.Idle > LongestIdle)
                    {
                        Drop(pair, RetireMode.Drain, "idle");
                    }
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node ends.
        }
    }

    private void Review(AgentEntry changed)
    {
        foreach (var pair in _kept)
        {
            if (pair.Value.Connection.Agent.Id == changed.Id)
            {
                ReviewOne(pair, changed);
            }
        }
    }

    private void ReviewOne(KeyValuePair<Guid, Kept> pair)
    {
        var agent = pair.Value.Connection.Agent;
        var map = _roster.Map;
        if (map.Find(agent.Id) is { } now)
        {
            ReviewOne(pair, now);
        }

        if (!MayStay(pair.Value))
        {
            Drop(pair, RetireMode.Cut, "not_granted");
        }
    }

    private void ReviewOne(KeyValuePair<Guid, Kept> pair, AgentEntry now)
    {
        if (now.Retired is { } reason)
        {
            Drop(pair, RetiredReasons.Cuts(reason) ? RetireMode.Cut : RetireMode.Drain, reason);
        }
        else if (!now.IsSame(pair.Value.Connection.Agent))
        {
            Drop(pair, RetireMode.Drain, "restarted");
        }
    }

    private void ReviewAccess()
    {
        foreach (var pair in _kept)
        {
            if (!MayStay(pair.Value))
            {
                Drop(pair, RetireMode.Cut, "not_granted");
            }
        }
    }

    private bool MayStay(Kept kept) =>
        _access.Configuration is var now && now.Workspaces.Any(workspace => workspace.Id == kept.Connection.Agent.WorkspaceId && workspace.IsOpenTo(kept.UserId))
        && now.Users.Any(user => user.Id == kept.UserId && user.Enabled);

    private void Drop(KeyValuePair<Guid, Kept> pair, RetireMode mode, string reason)
    {
        if (_kept.TryRemove(pair))
        {
            _instruments.Released(reason);
        }

        pair.Value.Resource.Retire(mode, _access.Configuration.Server.Agents.Drain);
    }

    private async ValueTask EndAsync(AgentConnection connection)
    {
        try
        {
            await connection.DisposeAsync();
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private sealed record Kept(Guid UserId, AgentConnection Connection, Leased<AgentConnection> Resource);
}
