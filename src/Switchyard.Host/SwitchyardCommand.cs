using System.CommandLine;
using Switchyard.Cli;
using Switchyard.Cli.Terminal;
using Switchyard.Host.Agents;
using Switchyard.Host.CommandLine;
using Switchyard.Host.Demo;
using Switchyard.Host.Doctor;
using Switchyard.Host.Edge;
using Switchyard.Host.Serving;
using Switchyard.Host.Simulating;
using Switchyard.Processes;

namespace Switchyard.Host;

/// <summary>The verbs of the program: roles that run here, and verbs that operate a running system through its API.</summary>
internal static class SwitchyardCommand
{
    /// <summary>Runs the program and returns its exit code: 0 done, 1 failed, 2 used wrongly, 78 configuration refused at the first start.</summary>
    public static async Task<int> RunAsync(string[] args, Func<string, string?> environment)
    {
        var root = new RootCommand("Switchyard: an AI gateway and agent control plane in which nothing ever restarts.");
        root.Subcommands.Add(ServeCommand.Create(environment));
        root.Subcommands.Add(EdgeCommand.Create(environment));
        root.Subcommands.Add(AgentCommand.Create(environment));
        root.Subcommands.Add(DemoCommand.Create(environment));
        root.Subcommands.Add(SimulateCommand.Create());
        root.Subcommands.Add(DoctorCommand.Create(environment));
        CliCommands.AddTo(root, static () => CliEnvironment.Process with { Edit = ForegroundProgram.RunAsync }, new FileChecker(environment));
        return await CommandLineRunner.RunAsync(root, args);
    }
}
