using System.Globalization;
using System.Net;
using Npgsql;
using Switchyard.Admin.Client;
using Switchyard.Admin.Client.AccessKeys;
using Switchyard.Admin.Client.Changes;
using Switchyard.Admin.Client.GatewayTokens;
using Switchyard.Admin.Client.Gateways;
using Switchyard.Admin.Client.ProviderKeys;
using Switchyard.Admin.Client.Providers;
using Switchyard.Admin.Client.Users;
using Switchyard.Simulator;
using Switchyard.Testing.Nodes;
using Switchyard.Testing.Postgres;

namespace Switchyard.Faults.Yards;

/// <summary>
/// The system under test: real nodes on one PostgreSQL that writes to disk, each behind a link of its own, real gateways behind links to the nodes, and a simulated upstream. Nothing in it knows of the rig.
/// </summary>
internal sealed class RigYard : IAsyncDisposable
{
    public const string AdminToken = "fault-rig-operator-token";

    /// <summary>What seals secrets and documents in its database.</summary>
    public const string SecretKeys = "c3dpdGNoeWFyZC1mYXVsdC1yaWctdGVzdC1rZXktMDE=";

    /// <summary>A provider that never changes, so every request for it must be served.</summary>
    public const string Stable = "stable";

    /// <summary>What writes before and between runs are called.</summary>
    public const string SetupComment = "setup";

    /// <summary>Turns whose node died are interrupted soon, so that runs end soon.</summary>
    private const string Settings =
        """
        version: 1
        server:
          chats: { lease: 5s, renew: 1s, interrupt: 8s }
        """;

    private static readonly ChangeOptions Setup = new() { Comment = SetupComment, Wait = TimeSpan.FromSeconds(30) };

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("switchyard-faults-");
    private readonly List<Member> _members = [];
    private readonly Dictionary<string, Link> _links = [];
    private readonly string _configuration;
    private readonly string? _logs;
    private int _next;

    private RigYard(PostgresServer postgres, string database, SimulatorServer simulator, string? logs)
    {
        (Postgres, Database, Simulator, _logs) = (postgres, database, simulator, logs);
        _configuration = Path.Combine(_directory.FullName, "rig.yaml");
        File.WriteAllText(_configuration, Settings);
    }

    public PostgresServer Postgres { get; }

    /// <summary>The database, without a link between.</summary>
    public string Database { get; }

    public SimulatorServer Simulator { get; }

    /// <summary>Everything with a data plane.</summary>
    public IReadOnlyList<Member> Members => _members;

    /// <summary>Those with a control plane and a database.</summary>
    public IReadOnlyList<Member> Nodes => [.. _members.Where(member => !member.IsGateway)];

    /// <summary>What the upstream answers to the questions of clients.</summary>
    public KnownAnswers Answers { get; private set; } = null!;

    /// <summary>An agent of the workspace of chats.</summary>
    public ErrandAgent Agent { get; private set; } = null!;

    /// <summary>What clients present.</summary>
    public string AccessKey { get; private set; } = "";

    /// <summary>Starts everything.</summary>
    /// <param name="nodes">How many nodes.</param>
    /// <param name="gateways">How many gateways.</param>
    /// <param name="logs">What files begin with that get what nodes and gateways said, or null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<RigYard> StartAsync(int nodes, int gateways, string? logs, CancellationToken cancellationToken)
    {
        var postgres = new PostgresServer { IsDurable = true };
        var yard = new RigYard(postgres, await postgres.CreateDatabaseAsync(), await SimulatorServer.StartAsync(new SimulatorOptions { LogCapacity = 0 }, cancellationToken), logs);
        try
        {
            var asking = KnownAnswers.AskAsync(yard.Simulator.Address, cancellationToken);
            for (var number = 0; number < nodes; number++)
            {
                await yard.AddNodeAsync(number);
            }

            yard.Answers = await asking;

            using var client = SwitchyardClient.Connect(yard.Nodes[0].ControlPlane, AdminToken);
            await client.Providers.CreateAsync(
                new NewProvider(Stable, "openai", yard.Simulator.Address.ToString().TrimEnd('/')) { Keys = [new NewProviderKey("sk-rig-stable-0001", "stable")] }, Setup, cancellationToken);
            var user = await client.Users.CreateAsync(new NewUser("rig"), Setup, cancellationToken);
            var key = await client.AccessKeys.CreateAsync(new NewAccessKey("rig", user.Value!.Id), Setup, cancellationToken);
            yard.AccessKey = key.Value!.Secret!;
            yard.Agent = await ErrandAgent.StartAsync(client, yard.AddLinkToNodes(ErrandAgent.Name).Port, yard._directory.CreateSubdirectory(ErrandAgent.Name), yard.LogOf(ErrandAgent.Name), Setup, cancellationToken);
            for (var number = 0; number < gateways; number++)
            {
                await yard.AddGatewayAsync(client, number, cancellationToken);
            }

            return yard;
        }
        catch
        {
            await yard.DisposeAsync();
            throw;
        }
    }

    /// <summary>The link between a node and the database, or between a gateway and the nodes.</summary>
    public Link LinkOf(Member member) => _links[member.Name];

    /// <summary>Who may be behind when something is done to <paramref name="member"/>: gateways hear of changes from whichever node they are connected to.</summary>
    public IReadOnlyList<Member> HinderedBy(Member member) => member.IsGateway ? [member] : [member, .. _members.Where(other => other.IsGateway)];

    public async ValueTask DisposeAsync()
    {
        if (Agent is not null)
        {
            await Agent.DisposeAsync();
        }

        foreach (var member in _members)
        {
            await member.DisposeAsync();
        }

        foreach (var link in _links.Values)
        {
            await link.DisposeAsync();
        }

        await Simulator.DisposeAsync();
        await Postgres.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private async Task AddNodeAsync(int number)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"node-{number}");
        var link = new Link(() => new IPEndPoint(IPAddress.Loopback, Postgres.Port));
        _links[name] = link;
        var database = new NpgsqlConnectionStringBuilder(Database) { Port = link.Port }.ToString();
        string[] arguments =
        [
            "serve", "--listen", "http://127.0.0.1:0", "--admin-listen", "http://127.0.0.1:0", "--data-dir", Path.Combine(_directory.FullName, name), "--egress-allow", "127.0.0.0/8",
            "--node-name", name, "--database", database, "--config", _configuration,
        ];
        var environment = new Dictionary<string, string?> { ["SWITCHYARD_ADMIN_TOKEN"] = AdminToken, ["SWITCHYARD_SECRET_KEYS"] = SecretKeys };
        await AddAsync(new Member(name, isGateway: false, () => NodeProcess.StartAsync(arguments, environment), LogOf(name)));
    }

    private async Task AddGatewayAsync(SwitchyardClient client, int number, CancellationToken cancellationToken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"gateway-{number}");
        var gateway = await client.Gateways.CreateAsync(new NewGateway(name), Setup, cancellationToken);
        var token = await client.GatewayTokens.CreateAsync(gateway.Value!.Id.ToString("D"), new NewGatewayToken(), Setup, cancellationToken);
        var link = AddLinkToNodes(name);
        string[] arguments =
        [
            "edge", "--control-plane", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{link.Port}"), "--listen", "http://127.0.0.1:0", "--admin-listen", "http://127.0.0.1:0",
            "--data-dir", Path.Combine(_directory.FullName, name), "--egress-allow", "127.0.0.0/8", "--reconnect-refused", "500ms", "--reconnect-max", "1s",
        ];
        var environment = new Dictionary<string, string?> { ["SWITCHYARD_GATEWAY_TOKEN"] = token.Value!.Secret };
        await AddAsync(new Member(name, isGateway: true, () => NodeProcess.StartEdgeAsync(arguments, environment), LogOf(name)));
    }

    /// <summary>A link that leads to another node with each connection.</summary>
    private Link AddLinkToNodes(string name)
    {
        var nodes = Nodes;
        return _links[name] = new Link(() => nodes[(int)((uint)Interlocked.Increment(ref _next) % nodes.Count)].ControlEndpoint);
    }

    private string? LogOf(string member) => _logs is null ? null : $"{_logs}.{member}.log";

    private async Task AddAsync(Member member)
    {
        _members.Add(member);
        await member.StartAsync();
    }
}
