using System.Diagnostics.Metrics;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Hub.Agents;
using Switchyard.Hub.Builds;
using Switchyard.Hub.Changes;
using Switchyard.Hub.Chats;
using Switchyard.Hub.Delivery.Points;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Telemetry;
using Switchyard.Model.Access;
using Switchyard.Model.Builds;
using Switchyard.Model.Revisions;
using Switchyard.Storage.Agents;
using Switchyard.Storage.Builds;
using Switchyard.Storage.Chats;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sql;
using Switchyard.Storage.Workspaces;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Time;

namespace Switchyard.Hub.Tests.Rig;

/// <summary>A database with workspaces, builds, agents and chats, and what changes them.</summary>
internal sealed class AgentWorld : IAsyncDisposable, IConfigurationFeed
{
    public static readonly IPAddress Here = IPAddress.Parse("10.0.0.9");

    private readonly HubDatabase _rig;
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    private AgentWorld(HubDatabase rig, Func<Database, Database>? wrap)
    {
        _rig = rig;
        Database = wrap?.Invoke(rig.Database) ?? rig.Database;
        Teller = new NoticeTeller(new HubPublisher(Time, new HubInstruments(_services.GetRequiredService<IMeterFactory>())), Time);
        Heartbeats = new AgentHeartbeats(Database, Time, NullLogger<AgentHeartbeats>.Instance);
        Door = new AgentDoor(Database, this, Time);
        Registry = new AgentRegistry(Database, Sealer, Teller, Heartbeats, Time);
        Chats = new ChatChanges(Database, Teller, Time);
        Turns = new ChatTurns(Database, Sealer, Teller, Time);
    }

    public FakeTime Time { get; } = new();

    public SecretSealer Sealer { get; } = new(SecretKeyRing.Create());

    public Database Database { get; }

    public NoticeTeller Teller { get; }

    public AgentHeartbeats Heartbeats { get; }

    public AgentDoor Door { get; }

    public AgentRegistry Registry { get; }

    public ChatChanges Chats { get; }

    public ChatTurns Turns { get; }

    public WorkspaceRow Web { get; private set; } = null!;

    ConfigurationModel? IConfigurationFeed.Current => null;

    long IConfigurationFeed.Changes => 0;

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    Task IConfigurationFeed.WaitForChangeAsync(long seen, CancellationToken cancellationToken) => throw new NotSupportedException("Nobody waits here.");

    public static async Task<AgentWorld> CreateAsync(string kind, PostgresServer server, Func<Database, Database>? wrap = null)
    {
        var world = new AgentWorld(await HubDatabase.CreateAsync(kind, server), wrap);
        world.Web = await world.AddWorkspaceAsync("web");
        return world;
    }

    public async Task<WorkspaceRow> AddWorkspaceAsync(string name)
    {
        var row = new WorkspaceRow { Id = Guid.CreateVersion7(Time.GetUtcNow()), Name = name, DisplayName = "", CreatedAt = Time.GetUtcNow(), UpdatedAt = Time.GetUtcNow() };
        await WriteAsync((session, token) => WorkspaceTable.InsertAsync(session, row, token));
        return row;
    }

    public Task<BuildRow> BuildAsync() => TellingAsync(async (session, notices, token) =>
    {
        await WorkspaceTable.LockAsync(session, "web", token);
        return await BuildChanges.CreateAsync(session, notices, Web.Id, "ada", Time.GetUtcNow(), token);
    });

    public Task<BuildRow> MoveAsync(BuildRow build, BuildState to, string reason = "") => TellingAsync(async (session, notices, token) =>
    {
        // As operators do.
        await WorkspaceTable.LockAsync(session, "web", token);
        await WorkspaceHeadTable.LockAsync(session, build.WorkspaceId, token);
        var now = (await BuildTable.FindAsync(session, build.Id, token)).ShouldNotBeNull();
        return await BuildChanges.MoveAsync(session, notices, now, to, reason, Time.GetUtcNow(), token);
    });

    public async Task<string> TokenAsync(BuildRow build, DateTimeOffset? expires = null)
    {
        var id = Guid.CreateVersion7(Time.GetUtcNow());
        var secret = AccessToken.Create(AccessToken.AgentPrefix, id);
        var hash = new byte[SHA256.HashSizeInBytes];
        AccessToken.Hash(secret.Reveal(), hash);
        var row = new AgentTokenRow
        {
            Id = id, WorkspaceId = build.WorkspaceId, BuildId = build.Id, Name = "", Hash = hash, Masked = secret.Masked, CreatedBy = "ada", CreatedAt = Time.GetUtcNow(), ExpiresAt = expires,
        };
        await WriteAsync((session, token) => AgentTokenTable.InsertAsync(session, row, token));
        return secret.Reveal();
    }

    public static Guid IdOf(string token) => AccessToken.TryReadId(token, AccessToken.AgentPrefix, out var id) ? id : throw new ArgumentException("It is no token.", nameof(token));

    public async Task<AgentAnswer> RegisterAsync(string token, string name = "main", string boot = "b1", Func<AgentRegistration, AgentRegistration>? but = null)
    {
        var (pass, refused) = await Door.AdmitAsync(token, Here, Ended);
        var registration = new AgentRegistration { Name = name, BootId = boot, Address = "http://10.0.0.9:7000", Version = "1.0" };
        return pass is null ? refused : await Registry.RegisterAsync(pass, but?.Invoke(registration) ?? registration, Here, Ended);
    }

    /// <summary>Registers an agent of a build with a token of its own.</summary>
    public async Task<AgentRow> AgentAsync(BuildRow build, string name = "main")
    {
        var answer = await RegisterAsync(await TokenAsync(build), name);
        return await FindAgentAsync(answer.Registered.ShouldNotBeNull().AgentId);
    }

    public async Task<AgentRow> FindAgentAsync(Guid id) => (await ReadAsync((session, token) => AgentTable.FindAsync(session, id, token))).ShouldNotBeNull();

    /// <summary>A chat of the workspace, bound to an agent if one is given.</summary>
    public async Task<ChatRow> ChatAsync(Guid? userId = null, AgentRow? agent = null, string? wants = null)
    {
        var (_, made) = await Chats.CreateAsync(new NewChat { UserId = userId ?? Guid.CreateVersion7(Time.GetUtcNow()), AccessKeyId = Guid.Empty, Model = "sim/m", WorkspaceId = Web.Id, AgentName = wants }, Ended);
        if (agent is not null)
        {
            (await Chats.RebindAsync(made!.Id, Web.Id, 1, agent, Ended)).ShouldBe(2);
        }

        return await FindChatAsync(made!.Id);
    }

    public async Task<ChatRow> FindChatAsync(Guid id) => (await ReadAsync((session, token) => ChatTable.FindAsync(session, id, token))).ShouldNotBeNull();

    /// <summary>What a stream has told after a version: type, action and one member of the data.</summary>
    public async Task<IReadOnlyList<(string Type, string Action, string What)>> ToldAsync(string stream, string member, long after = 0) =>
        [.. (await EventsAsync(stream, after)).Select(row => (row.Type, row.Action, JsonElement.Parse(row.Data).TryGetProperty(member, out var what) ? what.ToString() : ""))];

    public Task<IReadOnlyList<EventRow>> EventsAsync(string stream, long after = 0) => ReadAsync((session, token) => EventTable.ReadAfterAsync(session, stream, after, 1000, token));

    public Task<long> VersionAsync(string stream) => ReadAsync((session, token) => StreamTable.VersionAsync(session, stream, token));

    public Task<T> TellingAsync<T>(Func<SqlSession, Notices, CancellationToken, Task<T>> work) => Database.WriteAsync(
        async (session, token) =>
        {
            var notices = new Notices();
            var result = await work(session, notices, token);
            await Teller.TellAsync(session, notices, isFollowed: false, token);
            return result;
        },
        Ended);

    public Task<T> ReadAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work) => Database.ReadAsync(work, Ended);

    public Task WriteAsync(Func<SqlSession, CancellationToken, Task> work) => Database.WriteAsync(work, Ended);

    public async ValueTask DisposeAsync()
    {
        Heartbeats.Dispose();
        await _services.DisposeAsync();
        await _rig.DisposeAsync();
    }
}
