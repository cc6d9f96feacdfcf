using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Switchyard.Model.Secrets;
using Switchyard.Testing.Runs;
using Switchyard.Testing.Time;
using Switchyard.WorkspaceAgent.Identity;
using Switchyard.WorkspaceAgent.Options;

namespace Switchyard.WorkspaceAgent.Tests.Rigs;

/// <summary>An agent in this process, whose clock a test moves.</summary>
internal sealed class AgentHere : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("switchyard-agent-");

    private AgentHere(FakeControlPlane plane)
    {
        Plane = plane;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRouting().AddSingleton<TimeProvider>(Time);
        builder.Services.AddWorkspaceAgent(new AgentOptions
        {
            ControlPlane = plane.Address,
            Token = new Secret(plane.Token),
            Root = _root.FullName,
            Name = "here",
            HostEnvironment = new Dictionary<string, string> { ["PATH"] = Environment.GetEnvironmentVariable("PATH")! },
        });
        _app = builder.Build();
        _app.UseWorkspaceAgent();
    }

    public FakeControlPlane Plane { get; }

    public FakeTime Time { get; } = new();

    public string Root => _root.FullName;

    public Guid BootId => _app.Services.GetRequiredService<AgentRun>().BootId;

    public static async Task<AgentHere> StartAsync(FakeControlPlane plane)
    {
        var agent = new AgentHere(plane);
        await agent._app.StartAsync(Patience.Token);
        return agent;
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>By the agent's clock.</summary>
    public Dialer Dialer() => new(new Uri(_app.Urls.Single()), Plane.AgentId, BootId, Plane.DialKey) { At = Time.GetUtcNow().ToUnixTimeMilliseconds() };

    public Task StopAsync() => _app.StopAsync(Patience.Token);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _root.Delete(recursive: true);
        await Plane.DisposeAsync();
    }
}
