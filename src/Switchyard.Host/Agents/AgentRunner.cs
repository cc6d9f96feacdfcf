using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Host.Listeners;
using Switchyard.Host.Runtimes;
using Switchyard.Host.Serving;
using Switchyard.Processes;
using Switchyard.WorkspaceAgent;

namespace Switchyard.Host.Agents;

/// <summary>Puts a workspace agent together and runs it to its end.</summary>
internal static class AgentRunner
{
    private const int MostConnections = 1024;
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(15);

    /// <summary>Runs until SIGTERM or Ctrl+C, and returns the exit code. The control plane can not end it.</summary>
    public static async Task<int> RunAsync(AgentProcessOptions options, TextWriter errors)
    {
        if (RuntimeDefects.Refusal(RuntimeDefects.Running) is { } defect)
        {
            await errors.WriteLineAsync($"switchyard: {defect}");
            return NodeExit.Failed;
        }

        // Commands run as the same user, and must not read the token out of this process.
        OwnProcess.Hide();
        try
        {
            await using var app = Build(options);
            await app.RunToItsEndAsync();
            return 0;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or SocketException)
        {
            await errors.WriteLineAsync($"switchyard: {failure.Message}");
            return NodeExit.Failed;
        }
    }

    private static WebApplication Build(AgentProcessOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "switchyard" });
        builder.Logging.AddNodeLogging(options.JsonLogs);

        // A client that breaks the protocol is answered; it is no news for whoever runs the agent.
        builder.Logging.AddFilter("ModelContextProtocol", LogLevel.Error);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Listen(options.Listen, certificate: null);
        });
        builder.Services.AddRouting();
        builder.Services.AddWorkspaceAgent(options.Agent);
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = LongestStop);
        var app = builder.Build();
        app.UseWorkspaceAgent();
        return app;
    }
}
