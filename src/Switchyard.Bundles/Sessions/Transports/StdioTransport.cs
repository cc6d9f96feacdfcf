using System.Text;
using Microsoft.Extensions.Logging;
using Switchyard.Bundles.Sessions.Messages;
using Switchyard.Processes;

namespace Switchyard.Bundles.Sessions.Transports;

/// <summary>A child process that reads messages from its standard input and writes them to its standard output, one a line.</summary>
internal sealed partial class StdioTransport(ChildProcess child, int longestLine, Redactor redactor, LineQuota lines, TimeProvider time, ILogger logger) : IServerTransport
{
    private const int MostGarbage = 100;
    private const int ShownGarbage = 200;

    /// <summary>Time between the end of standard output and of the process within which the two are one event, and the longest wait for the end of an output that somebody unknown holds open.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    private readonly ILogger _logger = logger;
    private readonly MessageQueue _queue = new();
    private readonly TaskCompletionSource<ServerEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _writing = Task.CompletedTask;
    private int _stopping;

    /// <inheritdoc />
    public Task<ServerEnd> Ended => _ended.Task;

    /// <inheritdoc />
    public bool HearsServer => true;

    /// <inheritdoc />
    public bool CancelsByItself => false;

    /// <inheritdoc />
    public IReadOnlyList<string> LastLines => child.LastLines;

    /// <inheritdoc />
    public Task OpenAsync(IMessageSink sink, CancellationToken cancellationToken)
    {
        _writing = _queue.WriteAsync(child.Input);
        _ = FollowAsync(ReadAsync(sink));
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public void Agree(ProtocolVersion version)
    {
        // The lines are the same in every version.
    }

    /// <inheritdoc />
    public Task SendAsync(OutgoingMessage message, CancellationToken cancellationToken) => _queue.AddAsync(message, cancellationToken);

    /// <inheritdoc />
    public async ValueTask StopAsync(StopMode mode)
    {
        Volatile.Write(ref _stopping, 1);
        if (mode == StopMode.Now)
        {
            _queue.Close();
            child.Kill();
        }
        else
        {
            // What was said before, such as that a request is given up, is said before the end of the input.
            _queue.Complete();
            await WithinAsync(_writing, Grace);
            _queue.Close();
            await child.StopAsync();
        }

        await _ended.Task;
    }

    /// <summary>Reads until the end (null) or until the server has broken the protocol (how).</summary>
    private async Task<string?> ReadAsync(IMessageSink sink)
    {
        using var reader = new LineReader(child.Output, longestLine, cuts: false);
        var garbage = 0;
        try
        {
            while (await reader.NextAsync(CancellationToken.None) is { } line)
            {
                if (line.Span.Trim(" \t"u8).IsEmpty)
                {
                    continue;
                }

                garbage = TryReceive(sink, line.Span) ? 0 : garbage + 1;
                if (garbage == MostGarbage)
                {
                    return $"It wrote {MostGarbage} lines in a row to its standard output that are no messages.";
                }
            }

            return null;
        }
        catch (LineTooLongException tooLong)
        {
            return tooLong.Message;
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            return null;
        }
    }

    private bool TryReceive(IMessageSink sink, ReadOnlySpan<byte> line)
    {
        if (MessageParser.Parse(line) is not { } messages || !messages.All(sink.Receive))
        {
            // Cut after secrets were replaced, so that no part of one is shown.
            var text = redactor.Redact(Encoding.UTF8.GetString(line[..Math.Min(line.Length, ShownGarbage + (redactor.Longest * 3))]));
            lines.Add("(no message on standard output) " + (text.Length > ShownGarbage ? text[..ShownGarbage] : text));
            return false;
        }

        return true;
    }

    private async Task FollowAsync(Task<string?> reading)
    {
        try
        {
            var brokenOff = false;
            if (await Task.WhenAny(reading, child.Ended) == reading && !await WithinAsync(child.Ended, await reading is null ? Grace : TimeSpan.Zero))
            {
                brokenOff = true;
                child.Kill();
            }

            var exit = await child.Ended;
            _queue.Close();
            await WithinAsync(reading, Grace);
            await child.Output.DisposeAsync();
            var misbehaviour = await reading;
            await _writing;
            _ended.SetResult(Describe(exit, misbehaviour, brokenOff));
        }
        catch (Exception failure)
        {
            // It would be an error in this class; the owner waits for the end all the same.
            LogFailed(failure);
            child.Kill();
            await child.Ended;
            _ended.TrySetResult(new ServerEnd(ServerEndCause.Lost, null, null, "The connection to the server failed.", LastLines));
        }
    }

    private ServerEnd Describe(ChildExit exit, string? misbehaviour, bool brokenOff)
    {
        var (cause, message) = exit.OverLimit is { } excess ? (ServerEndCause.OverLimit, excess)
            : Volatile.Read(ref _stopping) != 0 ? (ServerEndCause.Stopped, "It was stopped.")
            : misbehaviour is not null ? (ServerEndCause.Misbehaved, misbehaviour)
            : brokenOff ? (ServerEndCause.Lost, "It closed its standard output.")
            : (ServerEndCause.Exited, $"The process {exit.Text}.");
        return new ServerEnd(cause, exit.ExitCode, exit.Signal, message, LastLines);
    }

    private async Task<bool> WithinAsync(Task ended, TimeSpan limit)
    {
        using var enough = new CancellationTokenSource();
        var inTime = await Task.WhenAny(ended, Task.Delay(limit, time, enough.Token)) == ended;
        await enough.CancelAsync();
        return inTime;
    }

    [LoggerMessage(10200, LogLevel.Error, "The connection to a bundle's process failed unexpectedly")]
    private partial void LogFailed(Exception failure);
}
