using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Hub.Agents;
using Switchyard.Hub.Builds;
using Switchyard.Hub.Changes;
using Switchyard.Hub.Streams;
using Switchyard.Model.Access;
using Switchyard.Model.Builds;
using Switchyard.Model.Providers;
using Switchyard.Model.Revisions;
using Switchyard.Model.Secrets;
using Switchyard.Model.Server;
using Switchyard.Model.Workspaces;
using Switchyard.Simulator;
using Switchyard.Storage.Agents;
using Switchyard.Storage.Builds;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Postgres;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sql;
using Switchyard.Storage.Sqlite;
using Switchyard.Storage.Workspaces;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Runs;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Switchyard.Agents.Tests.Rig;

/// <summary>A database, a simulated upstream, and nodes that serve chats: the data plane, the hub and the agents' part as a node puts them together, with the configuration in the test's hands.</summary>
internal sealed class World : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("switchyard-agents.");
    private readonly List<FakeAgent> _agents = [];
    private readonly List<Node> _nodes = [];
    private string? _connectionString;

    private World(TimeProvider time) => Time = time;

    /// <summary>Ends with the test, and in any case before anybody believes that it hangs.</summary>
    public static CancellationToken Ending => Patience.Token;

    public TimeProvider Time { get; }

    public SecretSealer Sealer { get; } = new(SecretKeyRing.Create());

    public SimulatorServer Simulator { get; private set; } = null!;

    public IReadOnlyList<Node> Nodes => _nodes;

    public Node Node => _nodes[0];

    public ConfigurationModel Model { get; private set; } = null!;

    public Guid UserId { get; private set; }

    public Guid KeyId { get; private set; }

    public string Token { get; private set; } = "";

    public Guid Web { get; private set; }

    /// <summary>Starts it: one workspace <c>web</c>, one user <c>ada</c>, a provider <c>sim</c>. Several nodes need PostgreSQL.</summary>
    public static async Task<World> StartAsync(PostgresServer? server = null, int nodes = 1, TimeProvider? time = null, Func<ServerConfig, ServerConfig>? settings = null)
    {
        var world = new World(time ?? TimeProvider.System)
        {
            Simulator = await SimulatorServer.StartAsync(new SimulatorOptions { ChecksCalls = true }, Ending),
            _connectionString = server is null ? null : await server.CreateDatabaseAsync(),
        };
        var database = world.Open();
        await database.MigrateAsync(Ending);
        world.UserId = world.NewId();
        world.KeyId = world.NewId();
        world.Token = AccessToken.Create(AccessToken.AccessKeyPrefix, world.KeyId).Reveal();
        world.Web = world.NewId();
        await database.WriteAsync(
            (session, token) => WorkspaceTable.InsertAsync(
                session, new WorkspaceRow { Id = world.Web, Name = "web", DisplayName = "", CreatedAt = world.Time.GetUtcNow(), UpdatedAt = world.Time.GetUtcNow() }, token),
            Ending);
        world.Model = world.NewModel(settings);
        for (var i = 0; i < nodes; i++)
        {
            world._nodes.Add(await Node.StartAsync(world, i == 0 ? database : world.Open(), i));
        }

        return world;
    }

    public Guid NewId() => Guid.CreateVersion7(Time.GetUtcNow());

    /// <summary>Puts a changed configuration in force on all nodes.</summary>
    public async Task ApplyAsync(Func<ConfigurationModel, ConfigurationModel> change)
    {
        Model = change(Model) with { Revision = Model.Revision + 1 };
        foreach (var node in _nodes)
        {
            await node.ApplyAsync(Model);
        }
    }

    /// <summary>A build of the workspace, which succeeds at once unless <paramref name="state"/> says otherwise.</summary>
    public Task<BuildRow> BuildAsync(BuildState? state = BuildState.Succeeded, Guid? workspace = null) => TellingAsync(async (session, notices, token) =>
    {
        var build = await BuildChanges.CreateAsync(session, notices, workspace ?? Web, "ada", Time.GetUtcNow(), token);
        return state is { } to ? await BuildChanges.MoveAsync(session, notices, build, to, "", Time.GetUtcNow(), token) : build;
    });

    /// <summary>Brings a build into another state.</summary>
    public Task<BuildRow> MoveAsync(BuildRow build, BuildState to) => TellingAsync(async (session, notices, token) =>
    {
        await WorkspaceHeadTable.LockAsync(session, build.WorkspaceId, token);
        return await BuildChanges.MoveAsync(session, notices, (await BuildTable.FindAsync(session, build.Id, token))!, to, "", Time.GetUtcNow(), token);
    });

    /// <summary>An agent that is registered with a build.</summary>
    public async Task<FakeAgent> AgentAsync(BuildRow build, string name = "main")
    {
        var agent = await FakeAgent.StartAsync();
        _agents.Add(agent);
        await RegisterAsync(agent, build, name);
        return agent;
    }

    /// <summary>Registers an agent, or the same agent's next process, and waits until all nodes have heard of it.</summary>
    public async Task RegisterAsync(FakeAgent agent, BuildRow build, string name = "main", Func<AgentRegistration, AgentRegistration>? but = null, IPAddress? from = null)
    {
        var id = NewId();
        var secret = AccessToken.Create(AccessToken.AgentPrefix, id);
        var hash = new byte[SHA256.HashSizeInBytes];
        AccessToken.Hash(secret.Reveal(), hash);
        await TellingAsync(async (session, notices, token) =>
        {
            await AgentTokenTable.InsertAsync(
                session,
                new AgentTokenRow { Id = id, WorkspaceId = build.WorkspaceId, BuildId = build.Id, Name = name, Hash = hash, Masked = secret.Masked, CreatedBy = "ada", CreatedAt = Time.GetUtcNow() },
                token);
            return true;
        });
        var door = Node.Get<AgentDoor>();
        var (pass, _) = await door.AdmitAsync(secret.Reveal(), IPAddress.Loopback, Ending);
        var registration = new AgentRegistration { Name = name, Address = agent.Address, BootId = agent.BootId.ToString("D"), Version = "1" };
        var answer = await Node.Get<AgentRegistry>().RegisterAsync(pass!, but?.Invoke(registration) ?? registration, from ?? IPAddress.Loopback, Ending);
        var registered = answer.Registered.ShouldNotBeNull(answer.ToString());
        agent.Id = registered.AgentId;
        agent.DialKey = new Secret(Convert.ToBase64String(registered.DialKey.Span));
        var version = await Node.Database.ReadAsync((session, token) => StreamTable.VersionAsync(session, HubStreams.Agents, token), Ending);
        foreach (var node in _nodes)
        {
            await node.KnowsAsync(map => map.Version >= version);
        }
    }

    /// <summary>Runs a change of builds or agents with its notices.</summary>
    public Task<T> TellingAsync<T>(Func<SqlSession, Notices, CancellationToken, Task<T>> work) => Node.Database.WriteAsync(
        async (session, token) =>
        {
            var notices = new Notices();
            var result = await work(session, notices, token);
            await Node.Get<NoticeTeller>().TellAsync(session, notices, isFollowed: false, token);
            return result;
        },
        Ending);

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        foreach (var agent in _agents)
        {
            await agent.DisposeAsync();
        }

        await Simulator.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private CountingDatabase Open() => new(_connectionString is null
        ? SqliteDatabase.Open(Path.Combine(_directory.FullName, "switchyard.db"), Time, NullLoggerFactory.Instance)
        : PostgresDatabase.Create(_connectionString, Time, NullLoggerFactory.Instance));

    private ConfigurationModel NewModel(Func<ServerConfig, ServerConfig>? settings)
    {
        var hash = new byte[32];
        AccessToken.Hash(Token, hash);
        var model = new ConfigurationModel
        {
            Epoch = NewId(),
            Revision = 1,
            Hash = "",
            Users = [new UserConfig { Id = UserId, Name = "ada" }],
            AccessKeys = [new AccessKeyConfig { Id = KeyId, UserId = UserId, Name = "key", Hash = hash, Masked = "" }],
            Workspaces = [new WorkspaceConfig { Id = Web, Name = "web" }],
            Providers =
            [
                new ProviderConfig
                {
                    Id = NewId(),
                    Name = "sim",
                    DisplayName = "sim",
                    Type = ProviderType.OpenAI,
                    BaseUrl = Simulator.Address.ToString().TrimEnd('/'),
                    Settings = new ProviderSettings { Breaker = BreakerSettings.Default with { Enabled = false } },
                    Keys = [new ProviderKeyConfig { Id = NewId(), Position = 0, Masked = "", Value = new Secret("sk-agents-0123456789") }],
                },
            ],
        };
        return model with { Server = settings?.Invoke(model.Server) ?? model.Server };
    }
}
