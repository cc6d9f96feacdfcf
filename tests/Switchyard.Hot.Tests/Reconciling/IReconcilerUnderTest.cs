namespace Switchyard.Hot.Tests.Reconciling;

/// <summary>What the reconciler scenarios need: the real one, or one with a seeded bug.</summary>
internal interface IReconcilerUnderTest : IAsyncDisposable
{
    int ActiveKeys { get; }

    Task RequestAsync(int spec);
}
