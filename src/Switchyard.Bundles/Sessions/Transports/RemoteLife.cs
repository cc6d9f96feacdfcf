namespace Switchyard.Bundles.Sessions.Transports;

/// <summary>The end of a remote transport, which comes once, from whoever finds it first.</summary>
#pragma warning disable CA1001 // A cancellation source without a timer holds nothing that must be given back.
internal sealed class RemoteLife
#pragma warning restore CA1001
{
    private readonly TaskCompletionSource<ServerEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _over = new();

    public RemoteLife() => Over = _over.Token;

    /// <summary>Completes with the end.</summary>
    public Task<ServerEnd> Ended => _ended.Task;

    /// <summary>Cancelled with the end.</summary>
    public CancellationToken Over { get; }

    /// <summary>Ends it; what was first counts.</summary>
    public void End(ServerEndCause cause, string message)
    {
        if (_ended.TrySetResult(new ServerEnd(cause, null, null, message, [])))
        {
            _over.Cancel();
        }
    }

    /// <summary>Runs a part of it under one token for its end and the caller's; the caller's cancellation stays his, the end becomes <see cref="ServerLostException"/>.</summary>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> part, Func<bool> wasWritten, CancellationToken cancellationToken)
    {
        if (Over.IsCancellationRequested)
        {
            throw new ServerLostException("The connection to the server has ended.", wasWritten: false);
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(Over, cancellationToken);
        try
        {
            return await part(either.Token);
        }
        catch (OperationCanceledException) when (Over.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ServerLostException("The connection to the server has ended.", wasWritten());
        }
    }
}
