using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using Switchyard.Gateway.Pool.Connections;
using Switchyard.Host.Listeners.Tls;
using Switchyard.Host.Serving;
using Switchyard.Model.Secrets;
using Switchyard.Testing.Certificates;
using Switchyard.Testing.Runs;

namespace Switchyard.Journeys.Tests.Proxying;

/// <summary>
/// A whole node with a forward proxy in the process of the test, where names that look public lead to simulated upstreams behind TLS on this machine: <c>*.example</c> is loopback, and the only root that the node
/// trusts is the test's. It has the providers <c>openai</c> and <c>anthropic</c>, a user and an access key.
/// </summary>
internal sealed class ProxyYard : IAsyncDisposable
{
    public const string OpenAI = "api.openai.example";
    public const string Anthropic = "api.anthropic.example";
    public const string UpstreamKey = "sk-proxy-journey-upstream-0001";

    private const string AdminToken = "proxy-journey-operator-token";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("switchyard-proxy-");
    private readonly CancellationTokenSource _stop = new();
    private readonly TestRoot _root = new();
    private readonly StringWriter _errors = new();
    private Task<int> _running = Task.FromResult(0);
    private HttpClient _control = null!;

    /// <summary>Where files of the test may be put.</summary>
    public string DirectoryName => _directory.FullName;

    public SecureSimulator Simulator { get; private set; } = null!;

    public NodeAddresses Node { get; private set; } = null!;

    public Uri Proxy => Node.Proxy!;

    public string AccessKey { get; private set; } = "";

    public string AccessKeyId { get; private set; } = "";

    public string UserId { get; private set; } = "";

    /// <summary>What clients were told to trust.</summary>
    public X509Certificate2Collection Trusted { get; } = [];

    public static CancellationToken Ending => Patience.Token;

    /// <summary>Starts it.</summary>
    /// <param name="settings">The text of <c>server.proxy</c>, or null for the defaults but for the ports, of which all are allowed that the tests use.</param>
    /// <param name="database">A database, or null for SQLite.</param>
    /// <param name="isSecond">Whether another node of the database has made providers and keys already.</param>
    /// <param name="isSecure">Whether clients speak TLS with the proxy itself; its certificate is in <see cref="CertificateFile"/>.</param>
    public static async Task<ProxyYard> StartAsync(string? settings = null, string? database = null, bool isSecond = false, bool isSecure = false)
    {
        var yard = new ProxyYard();
        try
        {
            yard.Simulator = await SecureSimulator.StartAsync(yard._root.Issue(OpenAI, Anthropic, "moved.example", "other.example"));
            await yard.StartNodeAsync(settings, database, isSecure);
            await yard.TrustAsync();
            if (!isSecond)
            {
                await yard.CreateProviderAsync("openai", "openai", OpenAI);
                await yard.CreateProviderAsync("anthropic", "anthropic", Anthropic);
                yard.UserId = (string)(await yard.SendAsync(HttpMethod.Post, "/users", new { name = "ada" }))["id"]!;
                (yard.AccessKeyId, yard.AccessKey) = await yard.CreateKeyAsync("laptop");
            }

            return yard;
        }
        catch
        {
            await yard.DisposeAsync();
            throw;
        }
    }

    public Task<JsonNode> CreateProviderAsync(string name, string type, string host) => SendAsync(
        HttpMethod.Post, "/providers?wait=30s", new { name, type, baseUrl = $"https://{host}:{Simulator.Port}", keys = new[] { new { key = UpstreamKey } } });

    public async Task<(string Id, string Secret)> CreateKeyAsync(string name)
    {
        var key = await SendAsync(HttpMethod.Post, "/access-keys?wait=30s", new { name, userId = UserId });
        return ((string)key["id"]!, (string)key["secret"]!);
    }

    /// <summary>Reads again what clients are to trust.</summary>
    public async Task TrustAsync()
    {
        Trusted.Clear();
        Trusted.ImportFromPem(await ExportAsync());
    }

    /// <summary>PEM text of what clients are to trust. The node may not have made it yet when it begins to listen.</summary>
    public async Task<string> ExportAsync()
    {
        while (true)
        {
            var text = await _control.GetStringAsync(new Uri("/api/v1/proxy/ca/export", UriKind.Relative), Ending);
            if (text.Length > 0)
            {
                return text;
            }

            await Patience.PauseAsync(Ending);
        }
    }

    /// <summary>A client that knows nothing of Switchyard but its proxy and its authority. Each has a tunnel of its own, which it keeps.</summary>
    public HttpClient Client(string? accessKey = null, bool http2 = false) =>
        new(Handler(accessKey)) { DefaultRequestVersion = http2 ? HttpVersion.Version20 : HttpVersion.Version11, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };

    /// <summary>What such a client is made of.</summary>
    public SocketsHttpHandler Handler(string? accessKey = null)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(Trusted);
        return new SocketsHttpHandler
        {
            Proxy = new WebProxy(Proxy) { Credentials = new NetworkCredential("switchyard", accessKey ?? AccessKey) },
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
            MaxConnectionsPerServer = 1,
        };
    }

    /// <summary>A request for a chat, as a client sends it that has a key of its own for the provider.</summary>
    public static HttpRequestMessage Chat(string host = OpenAI, bool stream = false, bool http2 = false) => new(HttpMethod.Post, new Uri($"https://{host}/v1/chat/completions"))
    {
        Version = http2 ? HttpVersion.Version20 : HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Content = JsonContent.Create(new { model = "gpt-sim", stream, messages = new[] { new { role = "user", content = "Hello" } } }),
        Headers = { Authorization = new AuthenticationHeaderValue("Bearer", "sk-the-clients-own-key") },
    };

    /// <summary>Puts another <c>server.proxy</c> in force.</summary>
    public async Task ConfigureAsync(string settings)
    {
        await WriteAsync(settings);
        await SendAsync(HttpMethod.Post, "/config/reload");
    }

    public async Task<JsonNode> SendAsync(HttpMethod method, string path, object? body = null)
    {
        var (status, text) = await AskAsync(method, path, body);
        ((int)status).ShouldBeInRange(200, 299, $"{method} {path}: {text}");
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    public async Task<(HttpStatusCode Status, string Text)> AskAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri("/api/v1" + path, UriKind.Relative));
        request.Content = body is null ? null : JsonContent.Create(body, options: JsonSerializerOptions.Web);
        using var answer = await _control.SendAsync(request, Ending);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Ending));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
        _control?.Dispose();
        if (Simulator is not null)
        {
            await Simulator.DisposeAsync();
        }

        _root.Dispose();
        await _errors.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    /// <summary>PEM file with the certificate of the proxy itself.</summary>
    public string CertificateFile => Path.Combine(_directory.FullName, "tls.crt");

    private string Configuration => Path.Combine(_directory.FullName, "switchyard.yaml");

    private Task WriteAsync(string settings) => File.WriteAllTextAsync(Configuration, $"version: 1\nserver:\n  proxy: {settings}\n", Ending);

    private async Task StartNodeAsync(string? settings, string? database, bool isSecure)
    {
        var tls = new TlsFiles(CertificateFile, Path.Combine(_directory.FullName, "tls.key"));
        TestCertificate.Create().Write(tls.Certificate, tls.Key);
        await WriteAsync(settings ?? "{ports: [443, 8443]}");
        var options = new ServeOptions
        {
            Listen = new Uri("http://127.0.0.1:0"),
            AdminListen = new Uri("http://127.0.0.1:0"),
            ProxyListen = new Uri(isSecure ? "https://127.0.0.1:0" : "http://127.0.0.1:0"),
            Tls = isSecure ? tls : null,
            Database = database ?? Path.Combine(_directory.FullName, "switchyard.db"),
            DataDirectory = _directory.FullName,
            ConfigPaths = [Configuration],
            NodeName = _directory.Name,
            EgressAllow = ["127.0.0.0/8"],
            DrainTimeout = TimeSpan.FromSeconds(1),
            AdminToken = new Secret(AdminToken),
            SecretKeys = new Secret("c3dpdGNoeWFyZC1qb3VybmV5LXRlc3Qta2V5LTAwMDE="),
            Reach = new UpstreamReach
            {
                Resolve = static (host, _) => Task.FromResult<IPAddress[]>(host.EndsWith(".example", StringComparison.Ordinal) ? [IPAddress.Loopback] : [IPAddress.Parse("10.1.2.3")]),
                Roots = _root.Roots,
            },
        };
        var started = new TaskCompletionSource<NodeAddresses>(TaskCreationOptions.RunContinuationsAsynchronously);
        _running = NodeRunner.RunAsync(
            options,
            _errors,
            new NodeStarted((addresses, _) =>
            {
                started.SetResult(addresses);
                return Task.CompletedTask;
            }),
            _stop.Token);
        await Task.WhenAny(started.Task, _running).WaitAsync(Ending);
        started.Task.IsCompleted.ShouldBeTrue(_errors.ToString());
        Node = await started.Task;
        _control = new HttpClient { BaseAddress = Node.ControlPlane };
        _control.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminToken);
    }
}
