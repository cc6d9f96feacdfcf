using System.Text.Json.Nodes;
using Switchyard.Testing.Nodes;
using Switchyard.Testing.Processes;
using Switchyard.Testing.Runs;

namespace Switchyard.WorkspaceAgent.Tests.Rigs;

/// <summary>A real <c>switchyard agent</c> with a control plane and a directory of its own. Disposing it asserts that no process of its commands is left.</summary>
public sealed class AgentProcess : IAsyncLifetime
{
    private AgentProcess(FakeControlPlane? plane) => Plane = plane!;

    public AgentProcess()
        : this(null)
    {
    }

    /// <summary>What it is started with in its environment that no command may see.</summary>
    public const string Canary = "canary-of-the-agent";

    public FakeControlPlane Plane { get; private set; }

    public NodeProcess Node { get; private set; } = null!;

    /// <summary>The root that tools work under; beside it is <see cref="Outside"/>.</summary>
    public string Root => Path.Combine(Directory, "root");

    /// <summary>A directory that no tool may reach.</summary>
    public string Outside => Path.Combine(Directory, "outside");

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("switchyard-agent-").FullName;

    public Uri Address { get; private set; } = null!;

    public Guid BootId { get; private set; }

    /// <summary>As it registered first.</summary>
    public JsonObject Registration { get; private set; } = null!;

    public static async Task<AgentProcess> StartAsync(FakeControlPlane plane, params string[] arguments)
    {
        var agent = new AgentProcess(plane);
        await agent.LaunchAsync(arguments);
        return agent;
    }

    public async ValueTask InitializeAsync()
    {
        Plane = await FakeControlPlane.StartAsync();
        await LaunchAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        await NoCommandsAsync();
        await Plane.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    /// <summary>Waits until no process of a command is left.</summary>
    public async Task NoCommandsAsync()
    {
        while (ProcessMarks.Of(BootId.ToString("D")).Count > 0)
        {
            await Patience.PauseAsync();
        }
    }

    internal Dialer Dialer() => new(Address, Plane.AgentId, BootId, Plane.DialKey);

    private async Task LaunchAsync(params string[] arguments)
    {
        System.IO.Directory.CreateDirectory(Root);
        System.IO.Directory.CreateDirectory(Outside);
        File.WriteAllText(Path.Combine(Outside, "secret"), "of somebody else");
        Node = NodeProcess.Launch(
            ["agent", "--url", Plane.Address.ToString(), "--root", Root, "--name", "test", .. arguments],
            new Dictionary<string, string?> { ["SWITCHYARD_AGENT_TOKEN"] = Plane.Token, ["AGENT_CANARY"] = Canary, ["PGPASSWORD"] = Canary, ["SWITCHYARD_CANARY"] = Canary });
        var line = await Node.WaitForLineAsync("agent listening on ");
        Address = new Uri(line[(line.IndexOf("listening on ", StringComparison.Ordinal) + "listening on ".Length)..]);
        Registration = await Plane.NextAsync();
        BootId = (Guid)Registration["bootId"]!;
        if ((int)Registration["answered"]! == 200)
        {
            await Node.WaitForLineAsync("Registered as agent");
        }
    }
}
