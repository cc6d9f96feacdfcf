using System.Globalization;
using System.Net;
using Switchyard.Testing.Nodes;

namespace Switchyard.Faults.Yards;

/// <summary>A node or a remote gateway that keeps its name and its data directory over the deaths of its process.</summary>
/// <param name="name">Name.</param>
/// <param name="isGateway">Whether it is a gateway, which has no control plane.</param>
/// <param name="start">Starts its process.</param>
/// <param name="log">File that gets what each of its processes said, once it has ended; null for none.</param>
internal sealed class Member(string name, bool isGateway, Func<Task<NodeProcess>> start, string? log) : IAsyncDisposable
{
    private volatile NodeProcess? _process;
    private volatile bool _isRunning;

    public string Name { get; } = name;

    public bool IsGateway { get; } = isGateway;

    /// <summary>The process that runs, or ran last.</summary>
    public NodeProcess Process => _process ?? throw new InvalidOperationException($"{Name} was never started.");

    /// <summary>Whether there is a process. Clients ask none that they know to be dead, as a load balancer would not; they may still meet one that dies at that moment.</summary>
    public bool IsRunning => _isRunning;

    public Uri DataPlane => Process.DataPlane;

    public Uri ControlPlane => Process.ControlPlane;

    public IPEndPoint ControlEndpoint => new(IPAddress.Loopback, ControlPlane.Port);

    public async Task StartAsync()
    {
        var former = _process;
        _process = await start();
        _isRunning = true;
        if (former is not null)
        {
            await EndAsync(former);
        }
    }

    public async Task KillAsync()
    {
        _isRunning = false;
        await Process.KillAsync();
    }

    public async Task TerminateAsync()
    {
        _isRunning = false;
        Process.Terminate();
        var code = await Process.WaitForExitAsync();
        if (code != 0)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{Name} was asked to end and did so with {code}:\n{Process.Output}"));
        }
    }

    /// <summary>Whether the kernel says that the process is stopped by a signal.</summary>
    public bool IsPaused() => File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{Process.Id}/stat")).Split(") ")[^1].StartsWith('T');

    public ValueTask DisposeAsync() => _process is { } last ? EndAsync(last) : ValueTask.CompletedTask;

    private async ValueTask EndAsync(NodeProcess process)
    {
        await process.DisposeAsync();
        if (log is not null)
        {
            await File.AppendAllTextAsync(log, $"{process.Output}\n\n");
        }
    }
}
