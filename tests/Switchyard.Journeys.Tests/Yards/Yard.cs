using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Switchyard.Simulator;
using Switchyard.Testing.Nodes;

namespace Switchyard.Journeys.Tests.Yards;

/// <summary>A whole system: a simulated upstream, real <c>switchyard serve</c> processes on one database, a user with an access key. Everything is driven from outside, as an operator would.</summary>
internal sealed class Yard : IAsyncDisposable
{
    public const string AdminToken = "journey-operator-token";
    public const string UpstreamKey = "sk-journey-upstream-key-0001";

    private readonly DirectoryInfo _directory;
    private readonly string? _database;
    private readonly string? _config;
    private readonly YardOptions _options;
    private const int SaidLines = 50;
    private readonly List<NodeProcess> _nodes = [];
    private readonly Dictionary<int, HttpClient> _control = [];

    private Yard(SimulatorServer simulator, DirectoryInfo directory, string? database, string? config, YardOptions options)
    {
        _options = options;
        Simulator = simulator;
        _directory = directory;
        _database = database;
        _config = config;
    }

    public SimulatorServer Simulator { get; }

    /// <summary>Where the data directories of the nodes are.</summary>
    public string DirectoryName => _directory.FullName;

    public IReadOnlyList<NodeProcess> Nodes => _nodes;

    public NodeProcess Node => _nodes[0];

    public string AccessKey { get; private set; } = "";

    /// <summary>Starts everything. Without <paramref name="database"/> it is one node on SQLite. All nodes have the file <paramref name="config"/>, or one with the text <paramref name="configuration"/>.</summary>
    public static async Task<Yard> StartAsync(int nodes = 1, string? database = null, string? config = null, string? configuration = null, YardOptions? options = null)
    {
        options ??= YardOptions.Default;
        var simulator = await SimulatorServer.StartAsync(options.Simulator);
        var directory = Directory.CreateTempSubdirectory("switchyard-journey-");
        if (configuration is not null)
        {
            config = Path.Combine(directory.FullName, "switchyard.yaml");
            await File.WriteAllTextAsync(config, configuration);
        }

        var yard = new Yard(simulator, directory, database, config, options);
        try
        {
            for (var i = 0; i < nodes; i++)
            {
                await yard.AddNodeAsync();
            }

            await yard.CreateProviderAsync("sim-openai", "openai");
            await yard.CreateProviderAsync("sim-anthropic", "anthropic");
            var user = await yard.PostAsync("/users", new { name = "journey" });
            var key = await yard.PostAsync("/access-keys?wait=30s", new { name = "journey", userId = (string)user["id"]! });
            yard.AccessKey = (string)key["secret"]!;
            return yard;
        }
        catch
        {
            await yard.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one more node with a data directory of its own, on the same database.</summary>
    /// <param name="reuseDirectoryOf">The node that it is to be again, or null.</param>
    /// <param name="sameControlPlane">Whether it listens where that one did, for those who know it by its address.</param>
    /// <param name="database">Another database than that of the yard, or null.</param>
    public async Task<NodeProcess> AddNodeAsync(int? reuseDirectoryOf = null, bool sameControlPlane = false, string? database = null)
    {
        database ??= _database;
        var control = sameControlPlane ? _nodes[reuseDirectoryOf!.Value].ControlPlane.ToString() : "http://127.0.0.1:0";
        var number = reuseDirectoryOf ?? _nodes.Count;
        var data = Path.Combine(_directory.FullName, string.Create(CultureInfo.InvariantCulture, $"node-{number}"));
        var environment = new Dictionary<string, string?>
        {
            ["SWITCHYARD_ADMIN_TOKEN"] = AdminToken,
            ["SWITCHYARD_SECRET_KEYS"] = "c3dpdGNoeWFyZC1qb3VybmV5LXRlc3Qta2V5LTAwMDE=",
        };
        foreach (var (name, value) in _options.Environment)
        {
            environment[name] = value;
        }

        string[] arguments =
        [
            "serve", "--listen", "http://127.0.0.1:0", "--admin-listen", control, "--data-dir", data, "--egress-allow", "127.0.0.0/8",
            "--node-name", string.Create(CultureInfo.InvariantCulture, $"node-{number}"), .. database is null ? (string[])[] : ["--database", database],
            .. _config is null ? (string[])[] : ["--config", _config],
            .. _options.Arguments,
        ];
        var node = await NodeProcess.StartAsync(arguments, environment);
        if (reuseDirectoryOf is null)
        {
            _nodes.Add(node);
        }
        else
        {
            _nodes[number] = node;
            _control.Remove(number);
        }

        return node;
    }

    public Task<JsonNode> CreateProviderAsync(string name, string type, string? key = UpstreamKey) =>
        PostAsync("/providers?wait=30s", new { name, type, baseUrl = Simulator.Address.ToString().TrimEnd('/'), keys = key is null ? [] : new[] { new { key } } });

    /// <summary>A client of the control plane of a node, signed in.</summary>
    public HttpClient Control(int node = 0)
    {
        if (!_control.TryGetValue(node, out var client))
        {
            client = new HttpClient { BaseAddress = _nodes[node].ControlPlane };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminToken);
            _control[node] = client;
        }

        return client;
    }

    /// <summary>A client of the data plane of a node, with the access key.</summary>
    public HttpClient Data(int node = 0)
    {
        var client = new HttpClient { BaseAddress = _nodes[node].DataPlane };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AccessKey);
        return client;
    }

    public Task<JsonNode> GetAsync(string path, int node = 0) => SendAsync(HttpMethod.Get, path, null, node);

    public Task<JsonNode> PostAsync(string path, object? body, int node = 0) => SendAsync(HttpMethod.Post, path, body, node);

    public Task<JsonNode> PatchAsync(string path, object body, int node = 0) => SendAsync(HttpMethod.Patch, path, body, node);

    public Task<JsonNode> DeleteAsync(string path, int node = 0) => SendAsync(HttpMethod.Delete, path, null, node);

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _control.Values)
        {
            client.Dispose();
        }

        for (var i = 0; i < _nodes.Count; i++)
        {
            await _nodes[i].DisposeAsync();

            // Shown with the result of a test that failed.
            TestContext.Current.TestOutputHelper?.WriteLine($"The end of what node {i} said:\n{string.Join('\n', _nodes[i].Output.Split('\n').TakeLast(SaidLines))}");
        }

        await Simulator.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, object? body, int node)
    {
        using var request = new HttpRequestMessage(method, new Uri("/api/v1" + path, UriKind.Relative));
        request.Content = body is null ? null : JsonContent.Create(body, options: JsonSerializerOptions.Web);
        using var answer = await Control(node).SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"{method} {path} → {(int)answer.StatusCode}: {text}\n{_nodes[node].Output}");
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }
}
