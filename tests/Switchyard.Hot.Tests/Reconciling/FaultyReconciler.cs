namespace Switchyard.Hot.Tests.Reconciling;

/// <summary>The reconciler's algorithm once more, for one key and with one mistake seeded. Shows that the scenarios would notice.</summary>
internal sealed class FaultyReconciler(Func<int, Task> reconcile, Action failed, ReconcilerFault fault) : IReconcilerUnderTest
{
    private int? _wanted;
    private bool _running;

    public int ActiveKeys => _running ? 1 : 0;

    public Task RequestAsync(int spec)
    {
        Interleaving.Point();
        _wanted = spec;
        var running = _running;
        if (fault == ReconcilerFault.StartsTwice)
        {
            Interleaving.Point(running ? 1 : 0);
        }

        if (!running)
        {
            _running = true;
            _ = Interleaving.Start(RunAsync);
        }

        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        return ValueTask.CompletedTask;
    }

    private async Task RunAsync()
    {
        while (true)
        {
            Interleaving.Point();
            if (_wanted is not { } wanted)
            {
                if (fault == ReconcilerFault.LeavesInTwoSteps)
                {
                    Interleaving.Point();
                }

                _running = false;
                return;
            }

            if (fault != ReconcilerFault.SlotEmptiedAfterwards)
            {
                _wanted = null;
            }

            try
            {
                await reconcile(wanted);
            }
            catch (InvalidOperationException)
            {
                failed();
                if (fault == ReconcilerFault.FailureDeafens)
                {
                    return;
                }
            }

            if (fault == ReconcilerFault.SlotEmptiedAfterwards)
            {
                _wanted = null;
            }
        }
    }
}
