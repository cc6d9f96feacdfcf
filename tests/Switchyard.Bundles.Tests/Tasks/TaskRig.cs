using Switchyard.Bundles.Tests.Endpoint;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Model.Bundles;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Tasks;

/// <summary>A node whose bundle <c>files</c> makes tasks.</summary>
internal sealed class TaskRig : IAsyncDisposable
{
    private readonly List<TaskServer> _servers = [];

    private TaskRig(McpNode node) => Node = node;

    public McpNode Node { get; }

    public static BundleKey Files { get; } = new("team", "files");

    /// <summary>The server in service.</summary>
    public TaskServer Server => _servers[^1];

    public static async Task<TaskRig> StartAsync(McpNode? node = null, bool cancels = true, Func<BundleConfig, BundleConfig>? with = null)
    {
        var rig = new TaskRig(node ?? await McpNode.StartAsync());
        rig.Node.Yard.Launcher.OnUp = server => rig._servers.Add(TaskServer.Configure(server, cancels));
        var bundle = McpNode.Eager("files");
        await rig.Node.Yard.ApplyAsync(with is null ? bundle : with(bundle));
        await rig.Node.Yard.UntilAsync(static status => status.State == BundleState.Running, Files);
        return rig;
    }

    /// <summary>Lets the time pass after which the server is asked again, and waits until it was.</summary>
    public async Task PollAsync(TaskServer? server = null, int poll = 1_000)
    {
        await Node.Yard.Time.WhenArmedAsync(TimeSpan.FromMilliseconds(poll)).WaitAsync(Patience.Token);
        Node.Yard.Time.Advance(TimeSpan.FromMilliseconds(poll));
        await (server ?? Server).AskedAsync("tasks/get");
    }

    public async Task ChangeAsync(Func<BundleConfig, BundleConfig> change) => await Node.Yard.ApplyAsync(change(Node.Yard[Files]));

    public ValueTask DisposeAsync() => Node.DisposeAsync();
}
