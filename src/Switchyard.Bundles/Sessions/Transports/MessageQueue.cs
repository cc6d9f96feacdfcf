using System.Threading.Channels;
using Switchyard.Bundles.Sessions.Messages;

namespace Switchyard.Bundles.Sessions.Transports;

/// <summary>Messages that wait to be written to a server that may not read: at most 256, together at most 64 MiB unless it is a single one. Who waits for a message learns when it was written or that it will not be.</summary>
internal sealed class MessageQueue
{
    private const int MostMessages = 256;
    private const long MostBytes = 64 << 20;

    private readonly Channel<(OutgoingMessage Message, TaskCompletionSource Written)> _waiting = Channel.CreateUnbounded<(OutgoingMessage, TaskCompletionSource)>();
    private readonly Lock _gate = new();
    private int _messages;
    private long _bytes;

    /// <summary>Queues a message and waits until it was written.</summary>
    /// <exception cref="ServerLostException">The queue is full or closed, or writing failed.</exception>
    public async Task AddAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_messages == MostMessages || (_messages > 0 && _bytes + message.Body.Length > MostBytes))
            {
                throw new ServerLostException("The server does not read what is sent to it.", wasWritten: false);
            }

            if (!_waiting.Writer.TryWrite((message, written)))
            {
                throw Closed(message);
            }

            _messages++;
            _bytes += message.Body.Length;
        }

        await written.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Writes one message after another until the queue is closed or writing fails. Called once.</summary>
    public async Task WriteAsync(Stream stream)
    {
        await foreach (var (message, written) in _waiting.Reader.ReadAllAsync())
        {
            if (message.TryBegin())
            {
                try
                {
                    await stream.WriteAsync(message.Body, CancellationToken.None);
                    written.TrySetResult();
                }
                catch (Exception failure) when (failure is IOException or ObjectDisposedException or InvalidOperationException)
                {
                    // The server has closed its input, or ends. Whoever waits for an answer hears it from the transport's end.
                    Close();
                    written.TrySetException(Closed(message));
                }
            }

            Remove(message);
        }
    }

    /// <summary>Takes nothing more; what waits is still written.</summary>
    public void Complete() => _waiting.Writer.TryComplete();

    /// <summary>Takes nothing more, and tells those who wait.</summary>
    public void Close()
    {
        Complete();
        while (_waiting.Reader.TryRead(out var left))
        {
            left.Message.TryAbandon();
            left.Written.TrySetException(Closed(left.Message));
            Remove(left.Message);
        }
    }

    private static ServerLostException Closed(OutgoingMessage message) => new("The server has ended.", message.HasBegun);

    private void Remove(OutgoingMessage message)
    {
        lock (_gate)
        {
            _messages--;
            _bytes -= message.Body.Length;
        }
    }
}
