using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Switchyard.Gateway.Recording.Journal;
using Switchyard.Model.Recording;
using Switchyard.Storage.Recording;

namespace Switchyard.Gateway.Recording;

/// <summary>The request path's side of recording: encodes and appends, nothing else.</summary>
/// <param name="journal">The journal.</param>
/// <param name="settings">The terms in force.</param>
/// <param name="sealer">Seals texts.</param>
/// <param name="instruments">Metrics.</param>
/// <param name="logger">Log.</param>
internal sealed partial class Recorder(
    SegmentedJournal journal, RecordingSettings settings, TextSealer sealer, RecordingInstruments instruments, ILogger<Recorder> logger) : IRecorder
{
    private const int MostLate = 10_000;
    private readonly ConcurrentQueue<byte[]> _late = new();
    private readonly ILogger _logger = logger;

    /// <inheritdoc />
    public bool TryStart(InterceptionStart start)
    {
        var terms = settings.Current;
        start.Terms = terms;
        var writer = RecordWriter.Begin();
        try
        {
            RecordCodec.Write(ref writer, start, terms, sealer, journal.MaxPayloadBytes / 2);
            var accepted = journal.TryAppend(writer.Written, mayUseReserve: false);
            instruments.Journaled("start", accepted);
            if (accepted && start.Prompt is not null && terms.Config.Prompts != PromptRecording.Off)
            {
                instruments.Prompt();
            }

            return accepted;
        }
        finally
        {
            writer.End();
        }
    }

    /// <inheritdoc />
    public void End(InterceptionEnd end)
    {
        // Texts obey the stricter of what held at the start and what holds now: who switches recording of texts off means it at once, and what began without them ends without.
        var now = settings.Current;
        var terms = end.Start.Terms ?? now;
        var texts = (PromptRecording)Math.Max((int)terms.Config.Prompts, (int)now.Config.Prompts);
        var writer = RecordWriter.Begin();
        try
        {
            RecordCodec.Write(ref writer, end, terms, texts, sealer, journal.MaxPayloadBytes / 3);
            var accepted = journal.TryAppend(writer.Written, mayUseReserve: true);
            instruments.Journaled("end", accepted);
            if (!accepted)
            {
                Keep(writer.Written);
            }
        }
        catch (Exception fault)
        {
            // The contract is not to throw: the answer is already with the client, and a failed record must not turn it into an error.
            LogEndFailed(fault, end.Id);
        }
        finally
        {
            writer.End();
        }
    }

    /// <summary>Appends the ends that found no room. Called by the keeper when there may be room again.</summary>
    public void AppendLate()
    {
        while (_late.TryPeek(out var record) && journal.TryAppend(record, mayUseReserve: true))
        {
            _late.TryDequeue(out _);
            instruments.Journaled("late_end", accepted: true);
        }
    }

    private void Keep(ReadOnlySpan<byte> record)
    {
        // A record that is too long would never fit, and stand in front of all others.
        if (_late.Count < MostLate && record.Length <= journal.MaxPayloadBytes)
        {
            if (_late.IsEmpty)
            {
                LogLate();
            }

            _late.Enqueue(record.ToArray());
            return;
        }

        instruments.Journaled("lost_end", accepted: false);
        LogLost();
    }

    [LoggerMessage(4210, LogLevel.Warning, "The journal has no room for the end of an interception; it is kept in memory until there is")]
    private partial void LogLate();

    [LoggerMessage(4211, LogLevel.Error, "The end of an interception is lost: neither the journal nor memory has room for it")]
    private partial void LogLost();

    [LoggerMessage(4212, LogLevel.Error, "The end of interception {Id} could not be recorded")]
    private partial void LogEndFailed(Exception exception, Guid id);
}
