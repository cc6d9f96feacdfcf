namespace Switchyard.Bundles.ToyServer;

/// <summary>Waiting is part of what a bad server does.</summary>
internal static class Pause
{
    /// <summary>Waits for ever, or until it is cancelled.</summary>
    public static Task ForEverAsync(CancellationToken cancellationToken = default) => new TaskCompletionSource().Task.WaitAsync(cancellationToken);

    /// <summary>Waits that long.</summary>
    public static async Task ForAsync(int milliseconds)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var timer = TimeProvider.System.CreateTimer(_ => over.TrySetResult(), null, TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
        await over.Task;
    }
}
