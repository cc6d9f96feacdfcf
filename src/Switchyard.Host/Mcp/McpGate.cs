using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Switchyard.Bundles.Endpoint.Access;
using Switchyard.Configuration.Reloading;
using Switchyard.Gateway.Entry;
using Switchyard.Model.Revisions;
using Switchyard.Model.Workspaces;

namespace Switchyard.Host.Mcp;

/// <summary>
/// Lets clients into workspaces by their access keys, as the data plane knows them. A workspace that only files speak of is open to every user; one with a record to those it names. Whoever was let in is told when he
/// may no longer be there, by the snapshot that says so.
/// </summary>
internal sealed class McpGate : IMcpGate, IConfigurationConsumer, IDisposable
{
    // Longer than any timer can be set for; such a key is looked at again with the next change.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(24);

    private readonly AccessGate _access;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<(Guid Key, string Workspace), Guest> _guests = new();
    private IReadOnlyDictionary<string, WorkspaceConfig?> _workspaces = new Dictionary<string, WorkspaceConfig?>();

    public McpGate(AccessGate access, TimeProvider time)
    {
        (_access, _time) = (access, time);

        // Besides its own part of a revision: whichever of the two comes last has both.
        access.OnChanged(Review);
    }

    /// <inheritdoc />
    public string Name => "mcp gate";

    /// <inheritdoc />
    public ValueTask<IPreparedChange> PrepareAsync(ConfigurationModel next, ConfigurationModel? current, CancellationToken cancellationToken) => new(new Change(this, Names(next)));

    /// <inheritdoc />
    public ValueTask<McpAdmission> AdmitAsync(HttpContext context, string workspace, CancellationToken cancellationToken)
    {
        var verdict = _access.Check(context.Request.Headers);
        if (!verdict.IsAdmitted)
        {
            return Refuse(verdict.Status, verdict.Code, verdict.Message);
        }

        if (!Volatile.Read(ref _workspaces).TryGetValue(workspace, out var known))
        {
            return Refuse(StatusCodes.Status404NotFound, "unknown_workspace", "There is no such workspace.");
        }

        if (known is not null && !known.IsOpenTo(verdict.UserId))
        {
            return Refuse(StatusCodes.Status403Forbidden, "workspace_not_granted", "This access key may not use the workspace.");
        }

        var who = (verdict.AccessKeyId, workspace);
        var guest = _guests.GetOrAdd(who, static (_, state) => new Guest(state.Verdict.UserId, state._time), (Verdict: verdict, _time));

        // What changed since the key was looked at did not find this guest.
        Look(who, guest);
        return new ValueTask<McpAdmission>(McpAdmission.Admit(new McpCaller(verdict.UserId, verdict.AccessKeyId, verdict.UserName, guest.Ended)));
    }

    public void Dispose()
    {
        foreach (var guest in _guests.Values)
        {
            guest.Dispose();
        }
    }

    private static ValueTask<McpAdmission> Refuse(int status, string code, string message) => new(McpAdmission.Refuse(new McpRefusal(status, code, message)));

    /// <summary>Shows out whoever may no longer be there.</summary>
    private void Review()
    {
        foreach (var (who, guest) in _guests)
        {
            Look(who, guest);
        }
    }

    private void Look((Guid Key, string Workspace) who, Guest guest)
    {
        var stays = _access.IsLive(who.Key, out var end)
            && Volatile.Read(ref _workspaces).TryGetValue(who.Workspace, out var workspace) && (workspace is null || workspace.IsOpenTo(guest.UserId));
        if (stays && guest.TryStay(end))
        {
            return;
        }

        // One whose time was over and who may come in again after all, since his key was extended, is let in anew.
        if (_guests.TryRemove(KeyValuePair.Create(who, guest)))
        {
            guest.End();
        }
    }

    /// <summary>The workspaces of a configuration by name; null for one that has no record.</summary>
    private static Dictionary<string, WorkspaceConfig?> Names(ConfigurationModel model)
    {
        var workspaces = new Dictionary<string, WorkspaceConfig?>(StringComparer.Ordinal);
        foreach (var bundle in model.Bundles)
        {
            workspaces.TryAdd(bundle.Key.Workspace, null);
        }

        foreach (var workspace in model.Workspaces)
        {
            workspaces[workspace.Name] = workspace;
        }

        return workspaces;
    }

    private sealed class Change(McpGate gate, IReadOnlyDictionary<string, WorkspaceConfig?> workspaces) : IPreparedChange
    {
        public void Commit()
        {
            Volatile.Write(ref gate._workspaces, workspaces);
            gate.Review();
        }

        public void Dispose()
        {
        }
    }

    private sealed class Guest(Guid userId, TimeProvider time) : IDisposable
    {
        private readonly CancellationTokenSource _ended = new(Timeout.InfiniteTimeSpan, time);
        private readonly Lock _gate = new();
        private DateTimeOffset? _expiresAt;

        public Guid UserId => userId;

        public CancellationToken Ended => _ended.Token;

        /// <summary>Has him stay until the key expires; null for no end that is known.</summary>
        /// <returns>False when he was told to go already.</returns>
        public bool TryStay(DateTimeOffset? expiresAt)
        {
            var left = expiresAt - time.GetUtcNow();
            if (left >= LongestTimer)
            {
                expiresAt = null;
            }

            lock (_gate)
            {
                if (_expiresAt != expiresAt)
                {
                    _expiresAt = expiresAt;
                    _ended.CancelAfter(expiresAt is null ? Timeout.InfiniteTimeSpan : left > TimeSpan.Zero ? left.Value : TimeSpan.Zero);
                }
            }

            return !_ended.IsCancellationRequested;
        }

        /// <summary>Off the thread that put the snapshot in force: whoever is told may take his time.</summary>
        public void End() => _ = _ended.CancelAsync();

        public void Dispose() => _ended.Dispose();
    }
}
