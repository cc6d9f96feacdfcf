using System.CommandLine;
using Switchyard.Simulator;

namespace Switchyard.Host.Simulating;

/// <summary><c>switchyard simulate</c>: simulated OpenAI, Anthropic, Azure and Bedrock upstreams on one port.</summary>
internal static class SimulateCommand
{
    public static Command Create()
    {
        var listen = new Option<string>("--listen") { Description = "Address to listen on; port 0 takes a free one.", HelpName = "URL", DefaultValueFactory = _ => "http://127.0.0.1:8090" };
        var command = new Command("simulate", "Simulated upstreams (OpenAI, Anthropic, Azure OpenAI, Bedrock) with latency and faults, on one port.") { listen };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions { Listen = parsed.GetValue(listen)! }, cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"simulator listening on {simulator.Address}");
            var stopped = new TaskCompletionSource();
            await using var registration = cancellationToken.Register(() => stopped.SetResult());
            await stopped.Task;
            return 0;
        });
        return command;
    }
}
