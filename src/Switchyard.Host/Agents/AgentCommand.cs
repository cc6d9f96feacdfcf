using System.CommandLine;
using Switchyard.Host.CommandLine;
using Switchyard.Model.Validation;

namespace Switchyard.Host.Agents;

/// <summary><c>switchyard agent</c>: runs a workspace agent until it is told to stop.</summary>
internal static class AgentCommand
{
    public static Command Create(Func<string, string?> environment)
    {
        var flags = new AgentFlags(environment);
        var command = new Command(
            "agent",
            "Runs a workspace agent: registers with the control plane and serves tools (files under a directory, commands) to the chats of its workspace. Stops by SIGTERM or Ctrl+C. Commands run with the rights of this process: give it a user of its own.");
        flags.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var faults = new FaultList();
            return flags.Read(parsed, faults) is { } options
                ? await AgentRunner.RunAsync(options, parsed.InvocationConfiguration.Error)
                : CommandFaults.Print(parsed, faults);
        });
        return command;
    }
}
