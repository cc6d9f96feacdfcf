using System.Net;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Switchyard.Model.Access;
using Switchyard.Testing.Runs;

namespace Switchyard.WorkspaceAgent.Tests.Rigs;

/// <summary>Answers registrations of agents as a test wants, and remembers them. It can go away and come back at its address.</summary>
public sealed class FakeControlPlane : IAsyncDisposable
{
    private readonly Channel<JsonObject> _registrations = Channel.CreateUnbounded<JsonObject>();
    private WebApplication? _app;
    private int _port;

    /// <summary>The token that it gave out.</summary>
    public string Token { get; } = AccessToken.Create(AccessToken.AgentPrefix, Guid.CreateVersion7()).Reveal();

    public Guid AgentId { get; } = Guid.CreateVersion7();

    public string DialKey { get; } = Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));

    /// <summary>What it asks for.</summary>
    public string Heartbeat { get; set; } = "10s";

    /// <summary>What it answers to a right token.</summary>
    public int Status { get; set; } = 200;

    /// <summary>Where it is.</summary>
    public Uri Address => new($"http://127.0.0.1:{_port}");

    public static async Task<FakeControlPlane> StartAsync()
    {
        var plane = new FakeControlPlane();
        await plane.ListenAsync();
        return plane;
    }

    /// <summary>Listens, at the former address if it has listened before.</summary>
    public async Task ListenAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, _port));
        _app = builder.Build();
        _app.Run(AnswerAsync);
        await _app.StartAsync(Patience.Token);
        _port = new Uri(_app.Urls.Single()).Port;
    }

    /// <summary>Goes away.</summary>
    public async Task CloseAsync()
    {
        await _app!.DisposeAsync();
        _app = null;
    }

    /// <summary>The next registration that came.</summary>
    public async Task<JsonObject> NextAsync() => await _registrations.Reader.ReadAsync(Patience.Token);

    /// <summary>Forgets what has come so far.</summary>
    public void Forget()
    {
        while (_registrations.Reader.TryRead(out _))
        {
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var body = (JsonObject)(await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!;
        body["path"] = context.Request.Path.Value;
        body["method"] = context.Request.Method;
        var status = context.Request.Headers.Authorization == $"Bearer {Token}" ? Status : 401;
        context.Response.StatusCode = status;
        if (status == 200)
        {
            await context.Response.WriteAsJsonAsync(new { agentId = AgentId, heartbeat = Heartbeat, dialKey = DialKey });
        }

        body["answered"] = status;
        _registrations.Writer.TryWrite(body);
    }
}
