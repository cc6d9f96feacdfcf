using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;
using Switchyard.Processes;
using Switchyard.WorkspaceAgent.Commands;
using Switchyard.WorkspaceAgent.Dialling;
using Switchyard.WorkspaceAgent.Identity;
using Switchyard.WorkspaceAgent.Options;
using Switchyard.WorkspaceAgent.Registration;
using Switchyard.WorkspaceAgent.Startup;
using Switchyard.WorkspaceAgent.Tools;
using Switchyard.WorkspaceAgent.Tree;

namespace Switchyard.WorkspaceAgent;

/// <summary>Makes a process an agent of a workspace.</summary>
public static class AgentServices
{
    /// <summary>Adds the registration, the sessions of nodes that dial, and the tools. Needs routing; <see cref="UseWorkspaceAgent"/> maps what is served.</summary>
    /// <exception cref="IOException">The root can not be opened.</exception>
    public static IServiceCollection AddWorkspaceAgent(this IServiceCollection services, AgentOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.TryAddSingleton(TimeProvider.System);
        var tree = new WorkTree(options.Root);
        services.AddSingleton(options).AddSingleton(_ => tree);
        services.AddSingleton<AgentRun>().AddSingleton<DialSessions>().AddSingleton<DialDoor>().AddScoped<CurrentDial>();
        services.AddSingleton(static provider => new ProcessSettings
        {
            // Nothing is left over that a later run could find: the agent has no directory to remember a name in. Its watchdog ends what it leaves.
            InstallationId = provider.GetRequiredService<AgentRun>().BootId.ToString("D"),
            BootId = "agent",
            HostEnvironment = provider.GetRequiredService<AgentOptions>().HostEnvironment,
        });
        services.AddSingleton<ProcessHost>().AddSingleton<CommandRunner>().AddSingleton<RunningCalls>();
        services.AddSingleton<ITool, ReadFileTool>().AddSingleton<ITool, WriteFileTool>().AddSingleton<ITool, ListDirectoryTool>().AddSingleton<ITool, SearchFilesTool>().AddSingleton<ITool, RunCommandTool>();
        services.AddSingleton<ToolServer>();
        services.AddMcpServer().WithHttpTransport(static http => http.Stateless = true);
        services.AddSingleton<IConfigureOptions<McpServerOptions>>(static provider => new ConfigureOptions<McpServerOptions>(provider.GetRequiredService<ToolServer>().AddTo));
        services.AddHostedService<AgentEnd>();
        services.AddHostedService<StartupRunner>();
        services.AddHostedService<Registrar>();
        return services;
    }

    /// <summary>Maps what nodes dial: <c>/dial</c>, <c>/live</c> and <c>/mcp</c>. Nothing else is served.</summary>
    public static void UseWorkspaceAgent(this WebApplication app)
    {
        app.UseRouting();
        app.UseDialGate();
        app.MapDial();
        app.MapMcp("/mcp").NeedsSession();
    }
}
