namespace Switchyard.Hot.Tests.Reconciling;

/// <summary>The reconciler that ships.</summary>
internal sealed class RealReconciler(Func<int, Task> reconcile, Action failed) : IReconcilerUnderTest
{
    private readonly KeyedReconciler<string, int> _reconciler = new((_, spec, _) => reconcile(spec), (_, _, _) => failed());

    public int ActiveKeys => _reconciler.ActiveKeys;

    public Task RequestAsync(int spec)
    {
        return _reconciler.RequestAsync("key", spec);
    }

    public ValueTask DisposeAsync()
    {
        return _reconciler.DisposeAsync();
    }
}
