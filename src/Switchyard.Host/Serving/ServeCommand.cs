using System.CommandLine;
using Switchyard.Host.CommandLine;
using Switchyard.Model.Validation;

namespace Switchyard.Host.Serving;

/// <summary><c>switchyard serve</c>: a node with data plane, control plane and console.</summary>
internal static class ServeCommand
{
    public static Command Create(Func<string, string?> environment)
    {
        var flags = new ServeFlags(environment);
        var command = new Command("serve", "Runs a node: data plane, control plane and console. Stops by SIGTERM or Ctrl+C when running requests have ended. The first operator's token is taken from SWITCHYARD_ADMIN_TOKEN; without it the first start prints one.");
        flags.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            var faults = new FaultList();
            return flags.Read(parsed, new ServeDefaults("./data", []), faults) is { } options
                // The host listens to signals itself; the command line's token would cut its drain short.
                ? await NodeRunner.RunAsync(options, parsed.InvocationConfiguration.Error, started: null, CancellationToken.None)
                : CommandFaults.Print(parsed, faults);
        });
        return command;
    }
}
