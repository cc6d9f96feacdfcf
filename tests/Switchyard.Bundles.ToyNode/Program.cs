using System.ComponentModel;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Switchyard.Bundles.Archives;
using Switchyard.Bundles.Processes;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Sessions.Clients;
using Switchyard.Model.Bundles;
using Switchyard.Processes;

namespace Switchyard.Bundles.ToyNode;

/// <summary>
/// Programs that tests need beside them. <c>node INSTALLATION BOOT ROOT COUNT SCRIPT…</c>: a node without anything but its bundles, each of which runs the shell script given; prints <c>ready</c> when all serve, and then waits to be killed.
/// <c>sdk</c>: a server made with the official library, over standard input and output.
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["node", var installation, var boot, var root, var count, var script]:
                await RunNodeAsync(installation, boot, root, int.Parse(count), script);
                return 0;
            case ["sdk"]:
                await RunServerAsync();
                return 0;
            default:
                return 2;
        }
    }

    private static async Task RunNodeAsync(string installation, string boot, string root, int count, string script)
    {
        var environment = new Dictionary<string, string> { ["PATH"] = Environment.GetEnvironmentVariable("PATH")! };
        var host = new ProcessHost(
            new ProcessSettings { InstallationId = installation, BootId = boot, HostEnvironment = environment }, TimeProvider.System, NullLogger<ProcessHost>.Instance);
        var left = await host.EndLeftoversAsync();
        var directories = new BundleDirectories(root);
        var processes = new ProcessLauncher(
            new BundleProcesses(host, directories), new UnpackedArchives(directories.Archives, new NoArchives()), TimeProvider.System, NullLogger<ProcessLauncher>.Instance);
        var launcher = new ServerLauncher(processes, new RemoteSettings(null), new NoBearers(), TimeProvider.System, NullLogger<ServerLauncher>.Instance);
        var definition = new BundleDefinition { Type = BundleType.Stdio, Command = "/bin/sh", Args = ["-c", script] };
        await Task.WhenAll(Enumerable.Range(0, count).Select(async n =>
            await launcher.StartAsync(new BundleConfig { Id = Guid.CreateVersion7(), Key = new BundleKey("team", $"bundle-{n}"), Definition = definition }, n, new Deaf(), CancellationToken.None)));
        await Console.Out.WriteLineAsync($"ready, {left} left over");

        // The end of standard input, at the latest, is the end: the tests may be killed too.
        await Console.In.ReadToEndAsync();
        await host.DisposeAsync();
    }

    private static async Task RunServerAsync()
    {
        var options = new McpServerOptions
        {
            ServerInfo = new Implementation { Name = "official", Version = "1" },
            ToolCollection =
            [
                McpServerTool.Create(([Description("Anything.")] string text) => text, new() { Name = "echo", Description = "Says it again." }),
                McpServerTool.Create(
                    async (RequestContext<CallToolRequestParams> context, IProgress<ModelContextProtocol.ProgressNotificationValue> progress, int steps) =>
                    {
                        for (var i = 1; i <= steps; i++)
                        {
                            progress.Report(new() { Progress = i, Total = steps });
                        }

                        return "counted";
                    },
                    new() { Name = "count", Description = "Counts." }),
            ],
        };
        await using var server = McpServer.Create(new StdioServerTransport("official"), options);
        await server.RunAsync();
    }

    private sealed class Deaf : IServerObserver
    {
        public void Wrote(long generation, string line)
        {
            // Nobody reads it.
        }

        public void ListsChanged(long generation)
        {
            // Nobody asks.
        }
    }
}
