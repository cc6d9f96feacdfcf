using Switchyard.Processes;

namespace Switchyard.Bundles.Processes;

/// <summary>The processes of this node's bundles, with the directories that they work in.</summary>
internal sealed class BundleProcesses
{
    private readonly ProcessHost _host;
    private readonly Lazy<Task> _swept;

    public BundleProcesses(ProcessHost host, BundleDirectories directories)
    {
        (_host, Directories) = (host, directories);
        _swept = new Lazy<Task>(EndLeftoversAsync);
    }

    /// <summary>Where the bundles' files are.</summary>
    public BundleDirectories Directories { get; }

    /// <summary>What a process may get of the node's environment is chosen from this.</summary>
    public IReadOnlyDictionary<string, string> HostEnvironment => _host.HostEnvironment;

    /// <summary>Starts one.</summary>
    /// <exception cref="ChildStartException">It can not be started.</exception>
    /// <exception cref="ObjectDisposedException">The node ends.</exception>
    public Task<ChildProcess> StartAsync(ChildStart start) => _host.StartAsync(start);

    /// <summary>
    /// Ends what earlier boots left over, their processes and their files of credentials, once in the life of the node, by whoever comes first: its start, or the start of a bundle that the last good configuration has without waiting
    /// for anything. Before any file of credentials is written.
    /// </summary>
    public Task SweepAsync() => _swept.Value;

    private async Task EndLeftoversAsync()
    {
        Directories.RemoveLeftFiles();
        await _host.EndLeftoversAsync();
    }
}
