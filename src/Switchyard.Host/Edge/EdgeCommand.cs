using System.CommandLine;
using Switchyard.Host.CommandLine;
using Switchyard.Model.Validation;

namespace Switchyard.Host.Edge;

/// <summary><c>switchyard edge</c>: runs a remote gateway until it is told to stop.</summary>
internal static class EdgeCommand
{
    public static Command Create(Func<string, string?> environment)
    {
        var flags = new EdgeFlags(environment);
        var command = new Command(
            "edge", "Runs a remote gateway: the data plane without a database. It gets its configuration from the control plane and serves on while that is away. Stops by SIGTERM or Ctrl+C.");
        flags.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var faults = new FaultList();
            return flags.Read(parsed, faults) is { } options
                ? await EdgeRunner.RunAsync(options, parsed.InvocationConfiguration.Error)
                : CommandFaults.Print(parsed, faults);
        });
        return command;
    }
}
