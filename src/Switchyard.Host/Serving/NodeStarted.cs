namespace Switchyard.Host.Serving;

/// <summary>What to do once the node serves: nothing for <c>serve</c>, the demonstration for <c>demo</c>.</summary>
internal sealed record NodeStarted(Func<NodeAddresses, CancellationToken, Task> Callback)
{
    public static NodeStarted Quietly { get; } = new((_, _) => Task.CompletedTask);
}
