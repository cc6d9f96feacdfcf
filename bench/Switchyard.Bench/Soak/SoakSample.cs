using Switchyard.Bench.Gateways;
using Switchyard.Bench.Machine;

namespace Switchyard.Bench.Soak;

/// <summary>What a node took at one moment. Memory in MiB.</summary>
/// <param name="Hours">Time since the beginning of the load.</param>
/// <param name="ResidentMiB">Resident memory.</param>
/// <param name="HeapMiB">The managed heap as the last collection left it.</param>
/// <param name="Handles">Open files.</param>
/// <param name="Sockets">Open sockets.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Snapshots">Snapshots of the configuration that somebody works with.</param>
internal sealed record SoakSample(double Hours, double ResidentMiB, double HeapMiB, int Handles, int Sockets, int Threads, double Snapshots)
{
    private const double MiB = 1 << 20;

    public static async Task<SoakSample> ReadAsync(BenchNode node, double hours, CancellationToken cancellationToken)
    {
        var metrics = await NodeMetrics.ReadAsync(node, cancellationToken);
        var facts = ProcessFacts.Read(node.ProcessId);
        return new SoakSample(
            hours, facts.ResidentBytes / MiB, metrics["dotnet_gc_last_collection_heap_size"] / MiB, facts.Handles, facts.Sockets, facts.Threads, metrics["switchyard_snapshots_live"]);
    }
}
