using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Switchyard.Console.InProcess;

/// <summary>
/// The client's side of a request that has no connection: what the pipeline writes comes out of a pipe, whose limit slows it down as a slow client would. It begins with the first flush or with the end.
/// </summary>
internal sealed class PipelineAnswer : IHttpResponseFeature, IHttpResponseBodyFeature, IHttpRequestLifetimeFeature, IDisposable
{
    private const int BufferedBytes = 64 * 1024;

    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: BufferedBytes, resumeWriterThreshold: BufferedBytes / 2, useSynchronizationContext: false));
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _gone = new();
    private readonly Stack<(Func<object, Task> Callback, object State)> _starting = new();
    private readonly Stack<(Func<object, Task> Callback, object State)> _completed = new();
    private bool _aborted;
    private Stream? _stream;

    public PipelineAnswer()
    {
        Writer = new PipelineWriter(_pipe.Writer, this);
        RequestAborted = _gone.Token;
    }

    /// <summary>Completes when status and headers are final.</summary>
    public Task Begun => _begun.Task;

    /// <summary>Reads the body.</summary>
    public PipeReader Reader => _pipe.Reader;

    /// <inheritdoc />
    public int StatusCode { get; set; } = StatusCodes.Status200OK;

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
    public void Leave()
    {
        _gone.Cancel();
        // Whoever waits for the client to read on learns that nobody will.
        _pipe.Reader.CancelPendingRead();
        _pipe.Writer.CancelPendingFlush();
    }

    /// <summary>The pipeline has done with it; after an abort or a <paramref name="failure"/> the body has no proper end.</summary>
    public async Task EndAsync(Exception? failure)
    {
        if (!HasStarted && failure is null && !_aborted)
        {
            await StartAsync();
        }

        while (_completed.TryPop(out var last))
        {
            await last.Callback(last.State);
        }

        var cut = failure is not null || _aborted ? new IOException("The answer was cut off.", failure) : null;
        if (cut is not null && !HasStarted)
        {
            _begun.TrySetException(cut);
        }

        await _pipe.Writer.CompleteAsync(cut);
    }

    /// <inheritdoc />
    public void Abort()
    {
        _aborted = true;
        _gone.Cancel();
    }

    /// <inheritdoc />
    public void OnStarting(Func<object, Task> callback, object state) => _starting.Push((callback, state));

    /// <inheritdoc />
    public void OnCompleted(Func<object, Task> callback, object state) => _completed.Push((callback, state));

    /// <inheritdoc />
    public void DisableBuffering()
    {
    }

    /// <inheritdoc />
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (HasStarted)
        {
            return;
        }

        while (_starting.TryPop(out var last))
        {
            await last.Callback(last.State);
        }

        HasStarted = true;
        _begun.TrySetResult();
    }

    /// <inheritdoc />
    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <inheritdoc />
    public async Task CompleteAsync() => await StartAsync();

    /// <inheritdoc />
    public void Dispose() => _gone.Dispose();
}
