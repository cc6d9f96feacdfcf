using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Configuration.Nodes;
using Switchyard.Configuration.Reloading;
using Switchyard.Edge.Contact;
using Switchyard.Edge.Options;
using Switchyard.Edge.Serving;
using Switchyard.Edge.Status;
using Switchyard.Gateway;
using Switchyard.Gateway.Recording;
using Switchyard.Model.Secrets;
using Switchyard.Storage.Secrets;
using Switchyard.Testing.Runs;

namespace Switchyard.Edge.Tests.Rigs;

/// <summary>An edge with its data plane, its journal and its disk, in this process; only the executable is left out.</summary>
internal sealed class EdgeRig : IAsyncDisposable
{
    private static readonly SecretKeyRing Ring = SecretKeyRing.Create();

    private readonly WebApplication _app;

    private EdgeRig(WebApplication app, YardModel yard)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()), Timeout = TimeSpan.FromSeconds(60) };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", yard.AccessKey.Reveal());
    }

    public HttpClient Client { get; }

    public EdgeStatus Status => Service<EdgeStatus>();

    public ContactClock Contact => Service<ContactClock>();

    public ConfigurationStatus Configuration => Service<ConfigurationStatus>();

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public static async Task<EdgeRig> StartAsync(Uri controlPlane, Secret token, string directory, YardModel yard, Func<EdgeOptions, EdgeOptions>? options = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddLogging(static logging => logging.SetMinimumLevel(LogLevel.Trace));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new SecretSealer(Ring));
        builder.Services.AddSingleton(new NodeIdentity(Samples.Identity.InstanceId, "edge"));
        builder.Services.AddGateway(new GatewayOptions { EgressAllow = ["127.0.0.0/8"], IsEdge = true });
        builder.Services.AddRecorder(directory);
        var edge = new EdgeOptions
        {
            ControlPlane = controlPlane,
            Token = token,
            DataDirectory = directory,
            Reconnect = new ReconnectOptions { Min = TimeSpan.FromMilliseconds(10), Max = TimeSpan.FromMilliseconds(50), Refused = TimeSpan.FromMilliseconds(50) },
        };
        builder.Services.AddEdge(options?.Invoke(edge) ?? edge, new EdgeIdentity(Samples.Identity.InstanceId, Guid.CreateVersion7(TimeProvider.System.GetUtcNow())));
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.UseDataPlane();
        await app.StartAsync(Ended);
        return new EdgeRig(app, yard);
    }

    public T Service<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public async Task<HttpResponseMessage> AskAsync(string path = "/sim/v1/chat/completions")
    {
        using var content = new StringContent("""{"model":"gpt-sim","messages":[{"role":"user","content":"Hello"}]}""", Encoding.UTF8, "application/json");
        return await Client.PostAsync(new Uri(path, UriKind.Relative), content, Ended);
    }

    public async Task ShouldAnswerAsync(HttpStatusCode status, string? code = null, string path = "/sim/v1/chat/completions")
    {
        using var answer = await AskAsync(path);
        answer.StatusCode.ShouldBe(status, await answer.Content.ReadAsStringAsync(Ended));
        if (code is not null)
        {
            answer.Headers.GetValues("X-Switchyard-Error").ShouldBe([code]);
        }
    }

    /// <summary>Waits until the edge's configuration is one that the test wants.</summary>
    public async Task WhenAsync(Func<ConfigurationState, bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience.Longest);
        while (true)
        {
            var seen = Configuration.Changes;
            if (condition(Configuration.State))
            {
                return;
            }

            await Configuration.WaitForChangeAsync(seen, patience.Token);
        }
    }

    /// <summary>Waits until the edge stands so to its control plane.</summary>
    public async Task WhenIsAsync(EdgeState state)
    {
        using var patience = new CancellationTokenSource(Patience.Longest);
        while (true)
        {
            var seen = Status.Changes;
            if (Status.Report.State == state)
            {
                return;
            }

            await Status.WaitForChangeAsync(seen, patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync(Ended);
        await _app.DisposeAsync();
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
