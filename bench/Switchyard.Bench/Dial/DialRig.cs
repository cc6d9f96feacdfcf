using System.Net;
using System.Security.Cryptography;
using Switchyard.Agents.Bindings;
using Switchyard.Agents.Connections;
using Switchyard.Agents.Dialling;
using Switchyard.Agents.Roster;
using Switchyard.Bench.DataPlanes;
using Switchyard.Hot;
using Switchyard.Hot.Dialling;
using Switchyard.Hub.Agents;
using Switchyard.Hub.Builds;
using Switchyard.Hub.Changes;
using Switchyard.Hub.Wakeup;
using Switchyard.Model.Access;
using Switchyard.Model.Agents;
using Switchyard.Model.Builds;
using Switchyard.Storage.Agents;
using Switchyard.Storage.Builds;
using Switchyard.Storage.Sql;
using Switchyard.Storage.Workspaces;
using RegistrationDoor = Switchyard.Hub.Agents.AgentDoor;

namespace Switchyard.Bench.Dial;

/// <summary>A chat that is bound to an agent which this node knows, with a connection that it used a moment ago: what each step of a turn finds that nothing has happened to.</summary>
internal sealed class DialRig : IAsyncDisposable
{
    private static readonly Action<string> Quiet = static _ => { };
    private static readonly DialOptions Options = new();

    private readonly DataPlane _plane;
    private readonly AgentLine _line;
    private readonly LiveChat _chat;
    private readonly LazyDialer<Guid, object> _dialer;
    private readonly object _connection = new();

    private DialRig(DataPlane plane, LiveChat chat)
    {
        (_plane, _chat, _line) = (plane, chat, plane.Get<AgentLine>());
        _dialer = new LazyDialer<Guid, object>(
            (_, _) => Task.FromResult(_connection), static (_, _) => throw new NotSupportedException("Nobody asks on the fast path."), static _ => ValueTask.CompletedTask, TimeProvider.System);
    }

    /// <summary>Transactions that the node has made so far.</summary>
    public long Queries => _plane.Database.Count;

    public static async Task<DialRig> StartAsync(CancellationToken cancellationToken)
    {
        var (model, _) = Models.Of(providers: 10, accessKeys: 10);
        var plane = await DataPlane.StartAsync(model, cancellationToken);
        try
        {
            var (workspace, user) = (model.Workspaces[0].Id, model.Users[0].Id);
            var agent = await RegisterAsync(plane, workspace, cancellationToken);
            var chat = new LiveChat(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()), user, null, [], new ChatBinding(workspace, agent.BuildId, agent.Id, 1), 0);

            // The session is never used: what decides is whether there is one, and whom it leads to.
            plane.Get<AgentConnections>().Keep(chat.Id, user, new AgentConnection(agent, new HttpClient { BaseAddress = agent.Address }, "session", new StoppedTime())).Dispose();
            return new DialRig(plane, chat);
        }
        catch
        {
            await plane.DisposeAsync();
            throw;
        }
    }

    /// <summary>A step of a turn: the chat's connection, leased and given back.</summary>
    public async Task StepAsync()
    {
        using var lease = await _line.ConnectAsync(_chat, Quiet, CancellationToken.None);
        if (lease is null)
        {
            throw new InvalidOperationException("the chat has no connection");
        }
    }

    /// <summary>Whom the chat is bound to, if that is still right as far as this node knows.</summary>
    public Guid Known() => (_line.Known(_chat) ?? throw new InvalidOperationException("the agent is not known")).Id;

    /// <summary>A whole lazily validated dial whose connection is there at once.</summary>
    public async Task DialAsync()
    {
        var result = await _dialer.DialAsync(_chat.Id, Options);
        if (result.Outcome != DialOutcome.Fast)
        {
            throw new InvalidOperationException($"the dial was {result.Outcome}");
        }
    }

    public ValueTask DisposeAsync() => _plane.DisposeAsync();

    /// <summary>A build of the workspace and its agent, registered as an agent does it, and known to the node.</summary>
    private static async Task<AgentEntry> RegisterAsync(DataPlane plane, Guid workspace, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var secret = AccessToken.Create(AccessToken.AgentPrefix, id);
        var hash = new byte[SHA256.HashSizeInBytes];
        AccessToken.Hash(secret.Reveal(), hash);
        await plane.Database.WriteAsync(
            async (session, token) =>
            {
                var notices = new Notices();
                await WorkspaceTable.InsertAsync(session, new WorkspaceRow { Id = workspace, Name = "web", DisplayName = "", CreatedAt = now, UpdatedAt = now }, token);
                var build = await BuildChanges.MoveAsync(session, notices, await BuildChanges.CreateAsync(session, notices, workspace, "bench", now, token), BuildState.Succeeded, "", now, token);
                await AgentTokenTable.InsertAsync(
                    session, new AgentTokenRow { Id = id, WorkspaceId = workspace, BuildId = build.Id, Name = "main", Hash = hash, Masked = secret.Masked, CreatedBy = "bench", CreatedAt = now }, token);
                await plane.Get<NoticeTeller>().TellAsync(session, notices, isFollowed: false, token);
                return true;
            },
            cancellationToken);
        var (pass, _) = await plane.Get<RegistrationDoor>().AdmitAsync(secret.Reveal(), IPAddress.Loopback, cancellationToken);
        var answer = await plane.Get<AgentRegistry>().RegisterAsync(
            pass!, new AgentRegistration { Name = "main", Address = "http://127.0.0.1:9", BootId = id.ToString("D"), Version = "1" }, IPAddress.Loopback, cancellationToken);
        var registered = answer.Registered ?? throw new InvalidOperationException($"the agent was refused: {answer}");

        var roster = plane.Get<AgentRoster>();
        var watcher = plane.Get<VersionWatcher>();
        await watcher.StartAsync(cancellationToken);
        await roster.StartAsync(cancellationToken);
        for (; ;)
        {
            var next = roster.NextChange;
            if (roster.Map.Find(registered.AgentId) is { } known)
            {
                await roster.StopAsync(cancellationToken);
                await watcher.StopAsync(cancellationToken);
                return known;
            }

            await next.WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);
        }
    }

    /// <summary>The connection was used just now, however long the benchmark runs.</summary>
    private sealed class StoppedTime : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }
}
