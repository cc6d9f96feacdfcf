using System.Text;
using Switchyard.Admin.Client;
using Switchyard.Admin.Client.ProviderKeys;
using Switchyard.Admin.Client.Providers;
using Switchyard.Admin.Client.Users;
using Switchyard.Bench.Contenders;
using Switchyard.Bench.Gateways;
using Switchyard.Bench.Postgres;
using Switchyard.Bench.Processes;

namespace Switchyard.Bench.Yards;

/// <summary>
/// Nodes that can be loaded and changed at the same time: <see cref="Documents"/> is a provider whose upstream (nginx) answers one document, <see cref="Streams"/> one whose upstream (the simulator) streams. Each has two
/// upstreams that answer the same, so that its address may change without any difference to who asks.
/// </summary>
internal sealed class LoadedYard : IAsyncDisposable
{
    public const string Documents = "documents";

    public const string Streams = "streams";

    /// <summary>A provider that nobody asks.</summary>
    public const string Bystander = "bystander";

    private readonly string _folder = Directory.CreateTempSubdirectory("switchyard-bench-yard-").FullName;
    private readonly List<IAsyncDisposable> _owned = [];
    private string _secret = "";

    private LoadedYard()
    {
    }

    public static string? Missing => Nginx.Missing ?? BenchNode.Missing;

    public List<BenchNode> Nodes { get; } = [];

    public List<Uri> DocumentUpstreams { get; } = [];

    public List<Uri> StreamUpstreams { get; } = [];

    /// <summary>The control plane of the first node.</summary>
    public SwitchyardClient Client { get; private set; } = null!;

    /// <summary>A user whose access keys nobody uses.</summary>
    public Guid Other { get; private set; }

    /// <summary>Starts it: one node on SQLite, or <paramref name="nodes"/> on a PostgreSQL of their own. Node n runs on processor n, upstreams on <paramref name="loadProcessor"/>.</summary>
    public static async Task<LoadedYard> StartAsync(bool postgres, int nodes, int loadProcessor, CancellationToken cancellationToken)
    {
        var yard = new LoadedYard();
        try
        {
            await yard.StartUpstreamsAsync(loadProcessor, cancellationToken);
            await yard.StartNodesAsync(postgres, nodes, cancellationToken);
            await yard.SetUpAsync(cancellationToken);
            return yard;
        }
        catch
        {
            await yard.DisposeAsync();
            throw;
        }
    }

    /// <summary>An upstream as a provider's address.</summary>
    public static string BaseUrl(Uri upstream) => new Uri(upstream, "/v1").ToString();

    /// <summary>One of the two keys that a provider has in the beginning.</summary>
    public static string KeyOf(string provider, int number) => $"upstream-key-of-{provider}-000{number}";

    /// <summary>How to ask a provider through a node.</summary>
    public Target Target(BenchNode node, string provider) => new(new Uri(node.DataPlane, $"/{provider}{Ready.ChatPath}"), [("Authorization", "Bearer " + _secret)]);

    /// <summary>Asks an upstream itself, twice, and keeps its answer in a file: what every answer through a node has to be.</summary>
    /// <exception cref="InvalidOperationException">It does not answer the same both times.</exception>
    public async Task<string> AnswerAsync(Uri upstream, string body, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        var answers = new List<byte[]>();
        for (var time = 0; time < 2; time++)
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync(new Uri(upstream, Ready.ChatPath), content, cancellationToken);
            answers.Add(await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(cancellationToken));
        }

        if (!answers[0].AsSpan().SequenceEqual(answers[1]))
        {
            throw new InvalidOperationException($"{upstream} answers the same request differently; nothing can be compared with it");
        }

        var file = Path.Combine(_folder, $"answer-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}");
        await File.WriteAllBytesAsync(file, answers[0], cancellationToken);
        return file;
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        foreach (var owned in Enumerable.Reverse(_owned))
        {
            await owned.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartUpstreamsAsync(int processor, CancellationToken cancellationToken)
    {
        for (var number = 0; number < 2; number++)
        {
            var documents = await DocumentUpstream.StartAsync(processor, cancellationToken);
            _owned.Add(documents);
            DocumentUpstreams.Add(documents.Address);
            var simulator = BenchProcess.Start(processor, Environment.ProcessPath!, ["upstream"]);
            _owned.Add(simulator);
            StreamUpstreams.Add(new Uri((await simulator.LineWithAsync("listening on ", cancellationToken)).Split("listening on ")[1]));
        }
    }

    private async Task StartNodesAsync(bool postgres, int nodes, CancellationToken cancellationToken)
    {
        var database = Path.Combine(_folder, "yard.db");
        if (postgres)
        {
            var server = await BenchPostgres.StartAsync(cancellationToken);
            _owned.Add(server);
            database = await server.CreateDatabaseAsync("yard", cancellationToken);
        }

        for (var number = 0; number < nodes; number++)
        {
            var node = new BenchNode(number, database, _folder, ["--egress-allow", "127.0.0.0/8,::1"]);
            _owned.Add(node);
            Nodes.Add(node);
            await node.StartAsync(cancellationToken);
        }

        Client = SwitchyardClient.Connect(Nodes[0].ControlPlane, BenchNode.Token);
    }

    private async Task SetUpAsync(CancellationToken cancellationToken)
    {
        foreach (var (name, upstream) in new[] { (Documents, DocumentUpstreams[0]), (Streams, StreamUpstreams[0]), (Bystander, StreamUpstreams[1]) })
        {
            await Client.Providers.CreateAsync(
                new NewProvider(name, "openai", BaseUrl(upstream)) { Keys = [new NewProviderKey(KeyOf(name, 1)), new NewProviderKey(KeyOf(name, 2))] }, cancellationToken: cancellationToken);
        }

        Other = (await Client.Users.CreateAsync(new NewUser("other"), cancellationToken: cancellationToken)).Value!.Id;
        _secret = await YardAccess.KeyAsync(Client, cancellationToken);
    }
}
