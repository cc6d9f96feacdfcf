namespace Switchyard.Histories.Tests.Rig;

/// <summary>Lets somebody wait until others have come further: a beat is a page that a reader has read.</summary>
internal sealed class Pulse
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task WaitAsync(int beats, CancellationToken cancellationToken)
    {
        for (; beats > 0; beats--)
        {
            Task next;
            lock (_gate)
            {
                next = _next.Task;
            }

            await next.WaitAsync(cancellationToken);
        }
    }

    public void Beat()
    {
        TaskCompletionSource now;
        lock (_gate)
        {
            now = _next;
            _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        now.SetResult();
    }
}
