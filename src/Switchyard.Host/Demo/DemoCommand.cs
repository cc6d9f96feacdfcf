using System.CommandLine;
using Switchyard.Host.CommandLine;
using Switchyard.Host.Serving;
using Switchyard.Model.Access;
using Switchyard.Model.Validation;
using Switchyard.Simulator;

namespace Switchyard.Host.Demo;

/// <summary><c>switchyard demo</c>: a node with two simulated providers and an access key, and lines to paste. Everything goes through the same API as for everybody.</summary>
internal static class DemoCommand
{
    public static Command Create(Func<string, string?> environment)
    {
        var flags = new ServeFlags(environment);
        var command = new Command("demo", "Serves simulated providers on a temporary database and prints what to try. Takes the options of 'serve'; --data-dir keeps the data.");
        flags.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var scratch = Path.Combine(Path.GetTempPath(), $"switchyard-demo-{Environment.ProcessId}");
            var faults = new FaultList();
            if (flags.Read(parsed, new ServeDefaults(scratch, ["127.0.0.0/8", "::1/128"]), faults) is not { } options)
            {
                return CommandFaults.Print(parsed, faults);
            }

            try
            {
                return await RunAsync(options, parsed.InvocationConfiguration, cancellationToken);
            }
            finally
            {
                if (Directory.Exists(scratch))
                {
                    Directory.Delete(scratch, recursive: true);
                }
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(ServeOptions options, InvocationConfiguration console, CancellationToken cancellationToken)
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions { LogCapacity = 0 }, cancellationToken);
        var token = options.AdminToken ?? AccessToken.Create(AccessToken.OperatorPrefix, Guid.CreateVersion7(TimeProvider.System.GetUtcNow()));
        var upstream = simulator.Address.ToString().TrimEnd('/');
        return await NodeRunner.RunAsync(
            options with { AdminToken = token },
            console.Error,
            new NodeStarted(async (addresses, stopping) =>
            {
                var accessKey = await DemoData.EnsureAsync(addresses.ControlPlane, token, upstream, stopping);
                await DemoText.WriteAsync(console.Output, addresses, token, accessKey);
            }),
            CancellationToken.None);
    }
}
