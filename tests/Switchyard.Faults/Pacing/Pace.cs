namespace Switchyard.Faults.Pacing;

/// <summary>
/// How fast the load comes and how long a fault lasts. Both are given to the system, not waited for: nothing that is judged depends on a pause being long enough.
/// </summary>
internal static class Pace
{
    /// <summary>Completes after <paramref name="pause"/>.</summary>
    public static async Task WaitAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        if (pause <= TimeSpan.Zero)
        {
            return;
        }

        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var timer = TimeProvider.System.CreateTimer(_ => over.TrySetResult(), null, pause, Timeout.InfiniteTimeSpan);
        await over.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Like <see cref="WaitAsync"/>, but an end that is asked for meanwhile is no error; returns whether to go on.</summary>
    public static async Task<bool> GoesOnAsync(TimeSpan pause, CancellationToken stop)
    {
        try
        {
            await WaitAsync(pause, stop);
            return !stop.IsCancellationRequested;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
    }
}
