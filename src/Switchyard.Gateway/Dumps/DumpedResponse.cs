using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Switchyard.Gateway.Dumps;

/// <summary>The client's side of a request that is written down: everything passes to the server's own, and a copy is kept.</summary>
/// <param name="inner">The server's own.</param>
/// <param name="body">Who keeps the copy.</param>
internal sealed class DumpedResponse(IHttpResponseBodyFeature inner, DumpBody body) : IHttpResponseBodyFeature
{
    private Stream? _stream;

    /// <inheritdoc />
    public Stream Stream => _stream ??= Writer.AsStream(leaveOpen: true);

    /// <inheritdoc />
    public PipeWriter Writer { get; } = new CopyingWriter(inner.Writer, body);

    /// <inheritdoc />
    public void DisableBuffering() => inner.DisableBuffering();

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken = default) => inner.StartAsync(cancellationToken);

    /// <inheritdoc />
    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => inner.SendFileAsync(path, offset, count, cancellationToken);

    /// <inheritdoc />
    public Task CompleteAsync() => inner.CompleteAsync();

    private sealed class CopyingWriter(PipeWriter inner, DumpBody body) : PipeWriter
    {
        private Memory<byte> _handedOut;

        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => inner.UnflushedBytes;

        public override void Advance(int bytes)
        {
            body.Append(_handedOut.Span[..bytes]);
            _handedOut = _handedOut[bytes..];
            inner.Advance(bytes);
        }

        public override Memory<byte> GetMemory(int sizeHint = 0) => _handedOut = inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.FlushAsync(cancellationToken);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);
    }
}
