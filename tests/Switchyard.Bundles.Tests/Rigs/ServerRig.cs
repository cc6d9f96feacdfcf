using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Bundles.Archives;
using Switchyard.Bundles.Processes;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Sessions.Clients;
using Switchyard.Model.Bundles;
using Switchyard.Processes;
using Switchyard.Testing.Processes;
using Switchyard.Testing.Runs;
using Switchyard.Testing.Time;

namespace Switchyard.Bundles.Tests.Rigs;

/// <summary>Starts servers as the lifecycle does. Disposing it ends them and asserts that no process is left.</summary>
public sealed class ServerRig : IAsyncDisposable
{
    private readonly string _installation = Guid.CreateVersion7().ToString("N");
    private readonly ProcessHost _host;
    private readonly List<ILiveServer> _started = [];
    private long _generation;

    public ServerRig()
        : this(new RemoteSettings(null))
    {
    }

    internal ServerRig(RemoteSettings remote)
    {
        _host = new ProcessHost(new ProcessSettings { InstallationId = _installation, BootId = "boot", HostEnvironment = HostEnvironment }, Time, NullLogger<ProcessHost>.Instance);
        var directories = new BundleDirectories(Path.Combine(Root, "bundles"));
        Archives = new UnpackedArchives(directories.Archives, Content);
        Launcher = new ServerLauncher(
            new ProcessLauncher(new BundleProcesses(_host, directories), Archives, Time, NullLogger<ProcessLauncher>.Instance), remote, new NoBearers(), Time, NullLogger<ServerLauncher>.Instance);
    }

    public static Dictionary<string, string> HostEnvironment { get; } = new()
    {
        ["PATH"] = Environment.GetEnvironmentVariable("PATH")!,
        ["LANG"] = "C.UTF-8",
        ["LC_TIME"] = "C",
        ["TZ"] = "UTC",
        ["TMPDIR"] = Path.GetTempPath(),
        ["HOME"] = "/the/nodes/home",
        ["SWITCHYARD_SECRET_KEYS"] = "canary-of-the-node",
        ["PGPASSWORD"] = "canary-of-the-database",
    };

    public FakeTime Time { get; } = new();

    public string Root { get; } = Directory.CreateTempSubdirectory("switchyard-bundles-").FullName;

    internal ServerLauncher Launcher { get; }

    /// <summary>What the database has of archives.</summary>
    internal ArchiveShelf Content { get; } = new();

    internal UnpackedArchives Archives { get; }

    internal Observer Observer { get; } = new();

    /// <summary>A bundle that runs the toy server with these options.</summary>
    public static BundleConfig Toy(params string[] options) => Process("dotnet", ["exec", BuiltProgram.PathOf("Switchyard.Bundles.ToyServer"), .. options]);

    /// <summary>A bundle that runs a shell script.</summary>
    public static BundleConfig Shell(string script) => Process("/bin/sh", ["-c", script]);

    /// <summary>A bundle that runs a command.</summary>
    public static BundleConfig Process(string command, params string[] arguments) =>
        Of(new BundleDefinition { Type = BundleType.Stdio, Command = command, Args = arguments, Environment = new Dictionary<string, string> { ["DOTNET_TieredPGO"] = "0" } });

    /// <summary>A bundle of that definition.</summary>
    public static BundleConfig Of(BundleDefinition definition) => new() { Id = Guid.CreateVersion7(), Key = new BundleKey("team", "toy"), Definition = definition };

    public IReadOnlyList<int> Marked() => ProcessMarks.Of(_installation);

    internal Task<ILiveServer> StartAsync(params string[] options) => StartAsync(Toy(options));

    internal async Task<ILiveServer> StartAsync(BundleConfig bundle)
    {
        var server = await Launcher.StartAsync(bundle, ++_generation, Observer, Patience.Token);
        _started.Add(server);
        return server;
    }

    /// <summary>Calls a tool.</summary>
    internal static async Task<JsonObject> CallAsync(ILiveServer server, string tool, JsonObject? arguments = null, Action<JsonObject>? progress = null, CancellationToken? cancellationToken = null) =>
        (await server.RequestAsync("tools/call", new JsonObject { ["name"] = tool, ["arguments"] = arguments ?? [] }, progress, cancellationToken ?? Patience.Token)).ShouldBeOfType<JsonObject>();

    /// <summary>Calls a tool and returns the text it answers.</summary>
    internal static async Task<string> TextAsync(ILiveServer server, string tool, JsonObject? arguments = null) => (string)(await CallAsync(server, tool, arguments))["content"]![0]!["text"]!;

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _started)
        {
            await server.StopAsync(StopMode.Now);
        }

        await _host.DisposeAsync();
        var left = Marked();
        Directory.Delete(Root, recursive: true);
        left.ShouldBeEmpty("no process of a bundle outlives its host");
        Time.ArmedTimers.ShouldBe(0, "nothing waits for a server that has ended");
    }
}
