using System.Globalization;
using System.Text.Json.Nodes;
using Switchyard.Admin.Client;
using Switchyard.Admin.Client.AgentTokens;
using Switchyard.Admin.Client.Builds;
using Switchyard.Admin.Client.Changes;
using Switchyard.Admin.Client.Workspaces;
using Switchyard.Testing.Nodes;

namespace Switchyard.Faults.Yards;

/// <summary>A real agent of a workspace. It is sent on errands, each of which leaves a line behind with the receipt that it answers: what was done can be compared with what was told.</summary>
internal sealed class ErrandAgent : IAsyncDisposable
{
    /// <summary>Its name in the ledger.</summary>
    public const string Name = "agent";

    /// <summary>What stands before the receipt in the answer.</summary>
    public const string Receipt = "receipt ";

    private const string Tool = "agent__run_command";
    private const string ScriptName = "errand.sh";
    private const string Left = "errands";

    // It is on its way for a moment after it has done its work, so that faults come between the two.
    private const string Script =
        $"""
        receipt=$(cut -c1-13 /proc/sys/kernel/random/uuid)
        echo "$1 $receipt" >> {Left}
        sleep 0.3
        echo "{Receipt}$receipt"
        """;

    private readonly DirectoryInfo _root;
    private readonly Func<NodeProcess> _launch;
    private readonly string? _log;
    private NodeProcess? _process;

    private ErrandAgent(DirectoryInfo root, Guid workspace, Func<NodeProcess> launch, string? log) => (_root, Workspace, _launch, _log) = (root, workspace, launch, log);

    /// <summary>Its process.</summary>
    public NodeProcess Process => _process!;

    /// <summary>The workspace that it works for.</summary>
    public Guid Workspace { get; }

    /// <summary>The model that sends it for <paramref name="errand"/> first, and then answers as <see cref="ChatModel"/> does. The errand has letters and digits only.</summary>
    public static string ModelFor(string errand) =>
        $"{ChatModel.Name}-call-{Tool}{new JsonObject { ["command"] = "sh", ["args"] = new JsonArray(ScriptName, errand) }.ToJsonString()}";

    /// <summary>Makes the workspace and starts the agent, which knows the nodes by <paramref name="port"/>.</summary>
    public static async Task<ErrandAgent> StartAsync(SwitchyardClient client, int port, DirectoryInfo root, string? log, ChangeOptions options, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(Path.Combine(root.FullName, ScriptName), Script, cancellationToken);
        var workspace = await client.Workspaces.CreateAsync(new NewWorkspace("errands"), options, cancellationToken);
        var name = workspace.Value!.Id.ToString("D");
        var build = (await client.Builds.CreateAsync(name, options: null, cancellationToken)).Value!;
        var token = await client.AgentTokens.CreateAsync(name, new NewAgentToken(build.Id, "main"), options: null, cancellationToken);
        string[] arguments = ["agent", "--url", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"), "--root", root.FullName, "--name", "main"];
        var environment = new Dictionary<string, string?> { ["SWITCHYARD_AGENT_TOKEN"] = token.Value!.Secret };
        var agent = new ErrandAgent(root, workspace.Value.Id, () => NodeProcess.Launch(arguments, environment), log);
        try
        {
            await agent.StartAsync();
            await client.Builds.MoveAsync(name, build.Number, new BuildChange("succeeded"), options: null, cancellationToken);
            return agent;
        }
        catch
        {
            await agent.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a process of it and waits until a node knows it.</summary>
    public async Task StartAsync()
    {
        _process = _launch();
        await _process.WaitForLineAsync("Registered as agent");
    }

    /// <summary>Kills its process.</summary>
    public Task KillAsync() => EndAsync(Process);

    /// <summary>Everything that it did: the errand and its receipt.</summary>
    public IReadOnlyList<(string Errand, string Receipt)> Errands()
    {
        var file = Path.Combine(_root.FullName, Left);
        return File.Exists(file) ? [.. File.ReadAllLines(file).Select(static line => line.Split(' ')).Select(static words => (words[0], words[1]))] : [];
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { } last)
        {
            await EndAsync(last);
        }
    }

    private async Task EndAsync(NodeProcess process)
    {
        _process = null;
        await process.DisposeAsync();
        if (_log is not null)
        {
            await File.AppendAllTextAsync(_log, $"{process.Output}\n\n");
        }
    }
}
