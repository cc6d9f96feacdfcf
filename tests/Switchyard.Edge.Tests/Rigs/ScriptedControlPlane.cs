using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Switchyard.Hub.Usage;
using Switchyard.Model.Access;
using Switchyard.Model.Secrets;
using Switchyard.Testing.Runs;

namespace Switchyard.Edge.Tests.Rigs;

/// <summary>A control plane whose every word is the test's: it accepts WebSockets or refuses them, and takes usage or does not.</summary>
internal sealed class ScriptedControlPlane : IAsyncDisposable
{
    private readonly Channel<ScriptedConnection> _connections = System.Threading.Channels.Channel.CreateUnbounded<ScriptedConnection>();
    private readonly Channel<(int Status, string Code)> _refused = System.Threading.Channels.Channel.CreateUnbounded<(int, string)>();
    private WebApplication _app = null!;

    private ScriptedControlPlane()
    {
    }

    public Uri Address { get; private set; } = null!;

    public Secret Token { get; } = AccessToken.Create(AccessToken.GatewayPrefix, Guid.CreateVersion7(TimeProvider.System.GetUtcNow()));

    /// <summary>Status and code with which connects are refused, or null to accept them.</summary>
    public (int Status, string Code)? Refusal { get; set; }

    /// <summary>Answers usage; the default takes everything and keeps nothing.</summary>
    public Func<HttpContext, Task> Usage { get; set; } = static async context =>
    {
        var batch = await JsonSerializer.DeserializeAsync(context.Request.Body, UsageWire.Default.UsageBatch, Ended);
        await context.Response.WriteAsJsonAsync(new UsageAnswer(batch!.Records.Count, 0, 0), UsageWire.Default.UsageAnswer);
    };

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public static async Task<ScriptedControlPlane> StartAsync(int port = 0)
    {
        var plane = new ScriptedControlPlane();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(100));
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{port}");
        plane._app = builder.Build();
        plane._app.UseWebSockets();
        plane._app.Run(plane.AnswerAsync);
        await plane._app.StartAsync(Ended);
        plane.Address = new Uri(plane._app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());
        return plane;
    }

    /// <summary>The next connection, its <c>hello</c> read.</summary>
    public async Task<ScriptedConnection> AcceptAsync() => await _connections.Reader.ReadAsync(Ended).AsTask().WaitAsync(Patience.Longest, Ended);

    /// <summary>The next connect that was refused.</summary>
    public async Task<(int Status, string Code)> RefusedAsync() => await _refused.Reader.ReadAsync(Ended).AsTask().WaitAsync(Patience.Longest, Ended);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path.Value!.EndsWith("/usage", StringComparison.Ordinal))
        {
            await Usage(context);
            return;
        }

        if (context.Request.Path != "/api/v1/gateways/connect" || context.Request.Headers.Authorization != "Bearer " + Token.Reveal() || !context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = 400;
            return;
        }

        if (Refusal is { } refusal)
        {
            context.Response.StatusCode = refusal.Status;
            context.Response.Headers["X-Switchyard-Error"] = refusal.Code;
            _refused.Writer.TryWrite(refusal);
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var connection = new ScriptedConnection(socket, Token, context.Request.Headers["X-Switchyard-Instance"].ToString());
        if (await connection.BeginAsync())
        {
            _connections.Writer.TryWrite(connection);
            await connection.Ended;
        }
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
