using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Recording;
using Switchyard.Gateway.Snapshots;
using Switchyard.Model.Access;
using Switchyard.Model.Providers;
using Switchyard.Model.Revisions;
using Switchyard.Model.Secrets;
using Switchyard.Simulator;
using Switchyard.Testing.Runs;

namespace Switchyard.Gateway.Tests.Rigs;

/// <summary>A data plane on a real Kestrel before a real simulator, with the configuration in the test's hands.</summary>
internal sealed class GatewayRig : IAsyncDisposable
{
    private readonly WebApplication _app;
    private ConfigurationModel? _current;
    private long _revision;

    private GatewayRig(WebApplication app, SimulatorServer simulator, MemoryRecorder recorder)
    {
        _app = app;
        Simulator = simulator;
        Recorder = recorder;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());
        UserId = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
        KeyId = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
        Token = AccessToken.Create(AccessToken.AccessKeyPrefix, KeyId).Reveal();
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, MaxConnectionsPerServer = 1000 }) { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(60) };
        Client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer " + Token);
        Model = new ConfigurationModel
        {
            Epoch = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()),
            Revision = 0,
            Hash = "",
            Users = [new UserConfig { Id = UserId, Name = "ada" }],
            AccessKeys = [KeyOf(KeyId, Token)],
        };
    }

    /// <summary>Ends with the test, and in any case before anybody believes that it hangs.</summary>
    public static CancellationToken Ending => Patience.Token;

    public SimulatorServer Simulator { get; }

    public MemoryRecorder Recorder { get; }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public Guid UserId { get; }

    public Guid KeyId { get; }

    public string Token { get; }

    public IServiceProvider Services => _app.Services;

    public RunningExchanges Running => Service<RunningExchanges>();

    /// <summary>The configuration that the next <see cref="ApplyAsync"/> puts in force.</summary>
    public ConfigurationModel Model { get; set; }

    public static async Task<GatewayRig> StartAsync(TimeProvider? time = null, SimulatorOptions? simulator = null, Action<IServiceCollection>? services = null, params string[] egress)
    {
        var upstream = await SimulatorServer.StartAsync(simulator, Ending);
        var recorder = new MemoryRecorder();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddSingleton<IRecorder>(recorder);
        builder.Services.AddLogging(static logging => logging.SetMinimumLevel(LogLevel.Trace));
        builder.Services.AddGateway(new GatewayOptions { EgressAllow = egress.Length == 0 ? ["127.0.0.0/8"] : egress });
        services?.Invoke(builder.Services);
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0").ConfigureKestrel(static kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinResponseDataRate = null;
        });
        var app = builder.Build();
        app.UseDataPlane();
        await app.StartAsync(Ending);
        return new GatewayRig(app, upstream, recorder);
    }

    /// <summary>A rig with one OpenAI provider <c>sim</c> and one key.</summary>
    public static async Task<GatewayRig> StartWithProviderAsync(TimeProvider? time = null)
    {
        var rig = await StartAsync(time);
        await rig.ApplyAsync(rig.Provider("sim"));
        return rig;
    }

    public static AccessKeyConfig KeyOf(Guid id, string token, Guid userId = default)
    {
        var hash = new byte[32];
        AccessToken.Hash(token, hash);
        return new AccessKeyConfig { Id = id, UserId = userId, Name = "key", Hash = hash, Masked = SecretMask.Of(token) };
    }

    public T Service<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>A provider at the simulator.</summary>
    public ProviderConfig Provider(string name, ProviderType type = ProviderType.OpenAI, params string[] keys) => new()
    {
        Id = IdOf(name),
        Name = name,
        Type = type,
        DisplayName = name,
        BaseUrl = Simulator.Address.ToString().TrimEnd('/'),
        Keys = [.. (keys.Length == 0 ? [$"sk-{name}-0123456789abcdef"] : keys).Select((key, i) => Key(key, i))],
    };

    public static ProviderKeyConfig Key(string secret, int position = 0) =>
        new() { Id = IdOf(secret), Position = position, Masked = SecretMask.Of(secret), Value = new Secret(secret) };

    public static Guid IdOf(string name) => new(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));

    /// <summary>Puts these providers in force, everything else as in <see cref="Model"/>.</summary>
    public Task ApplyAsync(params ProviderConfig[] providers)
    {
        Model = Model with { Providers = [.. providers.OrderBy(static provider => provider.Name, StringComparer.Ordinal)] };
        return ApplyAsync();
    }

    /// <summary>Puts <see cref="Model"/> in force as the next revision.</summary>
    public async Task ApplyAsync()
    {
        Model = Model with
        {
            Revision = ++_revision,
            AccessKeys = [.. Model.AccessKeys.Select(key => key.UserId == default ? key with { UserId = UserId } : key)],
        };
        using var prepared = await Service<SnapshotPublisher>().PrepareAsync(Model, _current, Ending);
        prepared.Commit();
        _current = Model;
    }

    public static string Chat(string model = "gpt-sim", bool stream = false, string more = "") =>
        $$"""{"model":"{{model}}","messages":[{"role":"user","content":"hello yard"}],"stream":{{(stream ? "true" : "false")}}{{more}}}""";

    public static string Message(string model = "claude-sim", bool stream = false, string more = "") =>
        $$"""{"model":"{{model}}","max_tokens":1000,"messages":[{"role":"user","content":"hello yard"}],"stream":{{(stream ? "true" : "false")}}{{more}}}""";

    public static string Response(string model = "gpt-sim", bool stream = false, string more = "") =>
        $$"""{"model":"{{model}}","input":"hello yard","stream":{{(stream ? "true" : "false")}}{{more}}}""";

    public static HttpRequestMessage Post(string path, string body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    public Task<HttpResponseMessage> SendAsync(string path, string body, params (string Name, string Value)[] headers) =>
        Client.SendAsync(Post(path, body, headers), HttpCompletionOption.ResponseHeadersRead, Ending);

    /// <summary>Waits until no request runs.</summary>
    public async Task IdleAsync()
    {
        await Running.WhenEmptyAsync().WaitAsync(TimeSpan.FromSeconds(20));
        // A request leaves the table just before it gives its snapshot back.
        while (Service<GatewaySnapshots>().Live > 1 && !Ending.IsCancellationRequested)
        {
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        using var impatient = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _app.StopAsync(impatient.Token);
        await _app.DisposeAsync();
        await Simulator.DisposeAsync();
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
