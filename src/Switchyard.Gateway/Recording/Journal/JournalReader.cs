namespace Switchyard.Gateway.Recording.Journal;

/// <summary>Reads a journal from its oldest record on, dead processes' segments first; the same code for recovery and for every day. Used by one thread at a time.</summary>
/// <param name="journal">The journal.</param>
/// <param name="time">Clock.</param>
internal sealed class JournalReader(SegmentedJournal journal, TimeProvider time)
{
    private const long MostBytes = 8 << 20;
    private readonly List<SegmentReader> _finished = [];
    private SegmentReader? _current;

    /// <summary>
    /// Reads at most <paramref name="most"/> records (or 8 MiB). The batch before must have been released.
    /// </summary>
    /// <exception cref="IOException">A segment of a dead process can not be read; <see cref="SetAsideCurrent"/> goes on without it.</exception>
    public JournalBatch Read(int most)
    {
        var records = new List<JournalRecord>();
        var ended = new List<JournalLife>();
        try
        {
            return new JournalBatch(records, ended, ReadInto(records, ended, most));
        }
        catch (IOException) when (records.Count > 0 || ended.Count > 0)
        {
            // What was read before is good; the next call meets the fault again with nothing at hand.
            return new JournalBatch(records, ended, MayHaveMore: true);
        }
    }

    /// <summary>Says that everything read so far is safe elsewhere: the segments it filled are deleted.</summary>
    public void Release()
    {
        foreach (var segment in _finished)
        {
            journal.Discard(segment);
        }

        _finished.Clear();
        if (_current is { } current)
        {
            journal.SetReleased(current);
        }
    }

    /// <summary>Goes on after a segment that can not be read; the file is kept under another name. Returns that name, or null when no such segment is open.</summary>
    public string? SetAsideCurrent()
    {
        if (_current is null || _current.Live is not null)
        {
            return null;
        }

        var name = journal.SetAside(_current);
        _current = null;
        return name;
    }

    private bool ReadInto(List<JournalRecord> records, List<JournalLife> ended, int most)
    {
        long bytes = 0;
        while (records.Count < most && bytes < MostBytes)
        {
            _current ??= journal.OpenNext(_current, time);
            if (_current is null)
            {
                return false;
            }

            if (_current.Read() is { } payload)
            {
                records.Add(new JournalRecord(_current.Header.Life, payload));
                bytes += payload.Length;
                continue;
            }

            // A full segment that nothing follows yet is kept, so that its successor is found through it.
            if (!_current.IsFinished || _current.Live is { Next: null })
            {
                return false;
            }

            _finished.Add(_current);
            var life = _current.Header.Life;
            _current = journal.OpenNext(_current, time);
            if (life.Id != journal.Life.Id && _current?.Header.Life.Id != life.Id)
            {
                ended.Add(life);
            }
        }

        return true;
    }
}
