using Switchyard.Bench.Processes;

namespace Switchyard.Bench.Contenders;

/// <summary>A started contender; ends it when disposed.</summary>
internal sealed class RunningContender(Target target, BenchProcess? process = null, string? folder = null, IAsyncDisposable? beside = null) : IAsyncDisposable
{
    public Target Target { get; } = target;

    public BenchProcess? Process { get; } = process;

    public async ValueTask DisposeAsync()
    {
        if (beside is not null)
        {
            await beside.DisposeAsync();
        }

        if (Process is not null)
        {
            await Process.DisposeAsync();
        }

        if (folder is not null)
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
