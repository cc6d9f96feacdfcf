using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Model.Agents;
using Switchyard.Processes;
using Switchyard.WorkspaceAgent.Commands;
using Switchyard.WorkspaceAgent.Identity;
using Switchyard.WorkspaceAgent.Options;

namespace Switchyard.WorkspaceAgent.Startup;

/// <summary>Runs the program that gets the workspace ready, once, as a command of the agent; chats wait for its end. It ends with the agent.</summary>
internal sealed partial class StartupRunner(AgentOptions options, AgentRun run, CommandRunner commands, ILogger<StartupRunner> logger) : BackgroundService
{
    /// <summary>How long it may run.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly ILogger _logger = logger;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Startup is not { } program)
        {
            return;
        }

        try
        {
            var result = await commands.RunAsync(new CommandRequest { Command = program, Directory = Path.GetFullPath(options.Root), Timeout = Longest }, stoppingToken);
            var isGood = result is { Exit.ExitCode: 0, TimedOut: false };
            if (isGood)
            {
                LogReady();
            }
            else
            {
                LogFailed(result.TimedOut ? $"took longer than {Longest.TotalMinutes} min" : result.Exit.Text);
            }

            run.EndStartup(isGood ? AgentStartup.Ready : AgentStartup.Failed);
        }
        catch (ChildStartException failure)
        {
            LogFailed(failure.Message);
            run.EndStartup(AgentStartup.Failed);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The agent ends.
        }
    }

    [LoggerMessage(11005, LogLevel.Information, "The start-up is done")]
    private partial void LogReady();

    [LoggerMessage(11006, LogLevel.Error, "The start-up {Outcome}. The tools are served all the same")]
    private partial void LogFailed(string outcome);
}
