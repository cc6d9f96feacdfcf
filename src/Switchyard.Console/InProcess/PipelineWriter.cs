using System.IO.Pipelines;

namespace Switchyard.Console.InProcess;

/// <summary>Makes an answer begin with the first bytes that are sent.</summary>
internal sealed class PipelineWriter(PipeWriter inner, PipelineAnswer answer) : PipeWriter
{
    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    public override void Advance(int bytes) => inner.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    // The end is told by PipelineAnswer.EndAsync, when nothing can follow.
    public override void Complete(Exception? exception = null)
    {
    }

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        await answer.StartAsync(cancellationToken);
        return await inner.FlushAsync(cancellationToken);
    }

    public override async ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        await answer.StartAsync(cancellationToken);
        return await inner.WriteAsync(source, cancellationToken);
    }
}
