using Microsoft.Extensions.Hosting;

namespace Switchyard.Bundles.Tasks;

/// <summary>Forgets tasks that are gone, from time to time. Nobody can ask for them any more; this gives their memory back.</summary>
internal sealed class TaskSweep(TaskTable table, TaskTerms terms, TimeProvider time) : BackgroundService
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(terms.SweepEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                table.Sweep();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node ends, and its tasks with it.
        }
    }
}
