using Switchyard.Console.Telemetry;

namespace Switchyard.Console.InProcess;

/// <summary>The body of an answer. Whoever disposes it in the middle is a client that goes; the request has ended when that returns.</summary>
internal sealed class PipelineBody(PipelineAnswer answer, Task served, CancellationTokenRegistration leaving, ConsoleInstruments? instruments) : Stream
{
    private readonly Stream _inner = answer.Reader.AsStream(leaveOpen: true);
    private int _disposed;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => _inner.Read(buffer, offset, count);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await _inner.ReadAsync(buffer, cancellationToken);
        instruments?.Read(read);
        return read;
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        if (Leave())
        {
            await served;
            await _inner.DisposeAsync();
            answer.Dispose();
        }

        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        // HttpContent has no other end; the request goes on to its own end, which nobody waits for.
        if (disposing && Leave())
        {
            _inner.Dispose();
            _ = served.ContinueWith(static (_, state) => ((PipelineAnswer)state!).Dispose(), answer, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        base.Dispose(disposing);
    }

    private bool Leave()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return false;
        }

        leaving.Dispose();
        if (!served.IsCompleted)
        {
            answer.Leave();
        }

        answer.Reader.Complete();
        return true;
    }
}
