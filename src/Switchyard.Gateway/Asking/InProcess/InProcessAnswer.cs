using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Switchyard.Gateway.Asking.InProcess;

/// <summary>
/// The client's side of a request that has no connection: what the data plane writes comes out of a pipe, whose limit slows it down as a slow client would. It begins with the first bytes or with the end.
/// </summary>
internal sealed class InProcessAnswer : IHttpResponseFeature, IHttpResponseBodyFeature, IHttpRequestLifetimeFeature, IDisposable
{
    private const int BufferedBytes = 64 * 1024;

    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: BufferedBytes, resumeWriterThreshold: BufferedBytes / 2, useSynchronizationContext: false));
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _gone = new();
    private readonly Stack<(Func<object, Task> Callback, object State)> _completed = new();
    private Stream? _stream;

    public InProcessAnswer()
    {
        Writer = new BeginningWriter(_pipe.Writer, Begin);
        RequestAborted = _gone.Token;
    }

    /// <summary>Completes when status and headers are final.</summary>
    public Task Begun => _begun.Task;

    /// <summary>Reads the body.</summary>
    public PipeReader Reader => _pipe.Reader;

    /// <inheritdoc />
    public int StatusCode { get; set; } = 200;

    /// <inheritdoc />
    public string? ReasonPhrase { get; set; }

    /// <inheritdoc />
    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

    /// <inheritdoc />
    public Stream Body
    {
        get => Stream;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc />
    public bool HasStarted { get; private set; }

    /// <inheritdoc />
    public Stream Stream => _stream ??= Writer.AsStream();

    /// <inheritdoc />
    public PipeWriter Writer { get; }

    /// <inheritdoc />
    public CancellationToken RequestAborted { get; set; }

    /// <summary>The client goes.</summary>
    public void Leave() => _gone.Cancel();

    /// <summary>The data plane has done with it; after an abort the body has no proper end.</summary>
    public async Task EndAsync()
    {
        Begin();
        while (_completed.TryPop(out var last))
        {
            await last.Callback(last.State);
        }

        await _pipe.Writer.CompleteAsync(IsAborted ? new IOException("The answer was cut off.") : null);
    }

    /// <inheritdoc />
    public void Abort()
    {
        IsAborted = true;
        _gone.Cancel();
    }

    /// <inheritdoc />
    public void OnStarting(Func<object, Task> callback, object state) => throw new NotSupportedException();

    /// <inheritdoc />
    public void OnCompleted(Func<object, Task> callback, object state) => _completed.Push((callback, state));

    /// <inheritdoc />
    public void DisableBuffering()
    {
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        Begin();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <inheritdoc />
    public Task CompleteAsync() => throw new NotSupportedException();

    /// <inheritdoc />
    public void Dispose() => _gone.Dispose();

    private bool IsAborted { get; set; }

    private void Begin()
    {
        HasStarted = true;
        _begun.TrySetResult();
    }

    /// <summary>Makes the answer begin with the first bytes that are sent.</summary>
    private sealed class BeginningWriter(PipeWriter inner, Action begin) : PipeWriter
    {
        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => inner.UnflushedBytes;

        public override void Advance(int bytes) => inner.Advance(bytes);

        public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        // The end is told by EndAsync, when nothing can follow.
        public override void Complete(Exception? exception = null)
        {
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            begin();
            return inner.FlushAsync(cancellationToken);
        }

        public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
        {
            begin();
            return inner.WriteAsync(source, cancellationToken);
        }
    }
}
