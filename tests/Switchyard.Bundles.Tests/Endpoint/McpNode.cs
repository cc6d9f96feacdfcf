using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Client;
using Switchyard.Bundles.Catalog;
using Switchyard.Bundles.Endpoint;
using Switchyard.Bundles.Endpoint.Access;
using Switchyard.Bundles.Endpoint.Recording;
using Switchyard.Bundles.Tasks.Peers;
using Switchyard.Bundles.Telemetry;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Configuration.Nodes;
using Switchyard.Configuration.Peers;
using Switchyard.Model.Bundles;
using Switchyard.Storage.Secrets;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Endpoint;

/// <summary>A node with the endpoint on a Kestrel of its own, over servers in the test's hands. Its clock is the yard's.</summary>
internal sealed class McpNode : IAsyncDisposable
{
    public const string Key = "sy_alice";

    private readonly WebApplication _app;
    private readonly HttpClient _http;
    private int _disposed;
    private readonly Channel<string> _streams = Channel.CreateUnbounded<string>();

    private McpNode(Yard yard, TestGate gate, TestRecorder recorder, WebApplication app) =>
        (Yard, Gate, Recorder, _app, _http) = (yard, gate, recorder, app, new HttpClient(new StreamHandler(_streams.Writer)));

    /// <summary>Far from what any node's wall clock says.</summary>
    private static DateTimeOffset DatabaseTime { get; } = new(2031, 5, 4, 3, 2, 1, TimeSpan.Zero);

    public Yard Yard { get; }

    public TestGate Gate { get; }

    public TestRecorder Recorder { get; }

    public IServiceProvider Services => _app.Services;

    public Uri Address { get; private set; } = null!;

    public Guid Id { get; private set; }

    public Uri Team => new(Address, "/mcp/team");

    /// <summary>Starts one; servers come up by themselves.</summary>
    /// <param name="gate">Null for one that knows <see cref="Key"/>.</param>
    /// <param name="keys">The keys of the database; null for some.</param>
    /// <param name="options">Options.</param>
    /// <param name="nodes">Where other nodes are found, and this one is; null for none.</param>
    /// <param name="plainNamesOf">A bundle, for clients that know neither keys nor prefixes; null for none.</param>
    public static async Task<McpNode> StartAsync(TestGate? gate = null, SecretKeyRing? keys = null, McpOptions? options = null, TestTaskNodes? nodes = null, string? plainNamesOf = null)
    {
        var yard = new Yard { Launcher = { ComesUp = true } };
        if (gate is null)
        {
            gate = new TestGate();
            gate.Add(Key);
        }

        var recorder = new TestRecorder();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(static kestrel => (kestrel.Limits.MaxRequestBodySize, kestrel.Limits.MinResponseDataRate, kestrel.Limits.MaxResponseBufferSize) = (null, null, 16 * 1024));
        builder.Services.AddSingleton<TimeProvider>(yard.Time).AddSingleton(yard.Supervisor).AddSingleton(yard.Calls).AddSingleton<WorkspaceCatalog>().AddMetrics().AddSingleton<BundleInstruments>();
        builder.Services.AddSingleton(new SecretSealer(keys ?? SecretKeyRing.Create())).AddSingleton<IMcpGate>(gate).AddSingleton<IMcpRecorder>(recorder);
        var identity = new NodeIdentity(Guid.CreateVersion7(), "node");
        nodes ??= new TestTaskNodes();
        builder.Services.AddSingleton(identity).AddSingleton<ITaskNodes>(nodes.Of(identity.Id));
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = Timeout.InfiniteTimeSpan);
        builder.Services.AddMcpEndpoint(options ?? new McpOptions());
        var app = builder.Build();
        app.Services.GetRequiredService<PeerClock>().Set(DatabaseTime, yard.Time.GetTimestamp());
        app.MapTaskPeers();
        var endpoint = app.Services.GetMcpEndpoint();
        app.Use(async (HttpContext context, RequestDelegate next) =>
        {
            if (context.GetEndpoint() is not null)
            {
                await next(context);
                return;
            }

            if (plainNamesOf is not null)
            {
                await PlainNames.AddAsync(context, Key, plainNamesOf);
            }

            await endpoint(context);
        });
        await app.StartAsync(Patience.Token);
        nodes.Add(new PeerNode(identity.Id, "node", new Uri(app.Urls.Single())));
        return new McpNode(yard, gate, recorder, app) { Address = new Uri(app.Urls.Single()), Id = identity.Id };
    }

    /// <summary>Installs eager bundles and waits until they are up.</summary>
    public async Task InstallAsync(params string[] names)
    {
        await Yard.ApplyAsync(names.Select(static name => Eager(name)));
        foreach (var name in names)
        {
            await Yard.UntilAsync(static status => status.State == BundleState.Running, new BundleKey("team", name));
        }
    }

    public static BundleConfig Eager(string name)
    {
        var bundle = Yard.Bundle(new BundleKey("team", name));
        return bundle with { Definition = bundle.Definition with { Eager = true } };
    }

    public FakeServer Server(string name) => Yard.Launcher.Alive.Last(server => server.Config.Key.Bundle == name);

    /// <summary>The official client.</summary>
    /// <param name="version">The revision to speak; null for the newest.</param>
    /// <param name="key">The access key.</param>
    public Task<McpClient> ConnectAsync(string? version = null, string key = Key) => ConnectAsync(Team, _http, version, key);

    public static Task<McpClient> ConnectAsync(Uri address, HttpClient http, string? version, string key)
    {
        var transport = new HttpClientTransport(
            new HttpClientTransportOptions
            {
                Endpoint = address,
                TransportMode = HttpTransportMode.StreamableHttp,
                AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {key}" },
            },
            http);
        return McpClient.CreateAsync(transport, new McpClientOptions { ProtocolVersion = version }, cancellationToken: Patience.Token);
    }

    /// <summary>Waits until a client of this node has a stream open.</summary>
    public async Task StreamAsync() => await _streams.Reader.ReadAsync(Patience.Token);

    /// <summary>A request as it is.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Patience.Token);

    /// <summary>Ends it in order, however long the requests take.</summary>
    public Task StopAsync() => _app.StopAsync(CancellationToken.None).WaitAsync(Patience.Token);

    /// <summary>Ends it as if it were killed: nobody is told.</summary>
    public ValueTask KillAsync() => DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _http.Dispose();
        await _app.Services.DrainMcpAsync(TimeSpan.Zero, Patience.Token);
        await _app.DisposeAsync();
        await Yard.DisposeAsync();
    }

    private sealed class StreamHandler(ChannelWriter<string> streams) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (response.Content.Headers.ContentType?.MediaType == "text/event-stream")
            {
                streams.TryWrite(request.Method.Method);
            }

            return response;
        }
    }
}
