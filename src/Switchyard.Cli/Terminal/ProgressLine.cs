using System.Globalization;

namespace Switchyard.Cli.Terminal;

/// <summary>
/// One line on standard error that says what is waited for, and for how long, while somebody looks at a terminal. In a pipe there is none. Whatever else is written takes its place; it comes back below.
/// </summary>
internal sealed class ProgressLine(TextWriter error, TimeProvider time, bool isShown) : IDisposable
{
    /// <summary>What takes less time than this is not worth a line.</summary>
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);
    private const string Clearing = "\r\e[K";

    private readonly Lock _gate = new();
    private ITimer? _timer;
    private string? _what;
    private long _since;
    private bool _isThere;

    /// <summary>Says <paramref name="what"/> is waited for from now on; null: nothing any more.</summary>
    public void Say(string? what)
    {
        if (!isShown)
        {
            return;
        }

        lock (_gate)
        {
            Clear();
            (_what, _since) = (what, time.GetTimestamp());
            if (what is null)
            {
                _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
            else
            {
                _timer ??= time.CreateTimer(static line => ((ProgressLine)line!).Draw(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _timer.Change(First, Every);
            }
        }
    }

    /// <summary>What writes to <paramref name="writer"/> in this line's place.</summary>
    public TextWriter Around(TextWriter writer) => isShown ? new Careful(this, writer) : writer;

    /// <inheritdoc />
    public void Dispose()
    {
        Say(null);
        _timer?.Dispose();
    }

    private void Draw()
    {
        lock (_gate)
        {
            if (_what is not null)
            {
                error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{_what} {time.GetElapsedTime(_since).TotalSeconds:0} s\e[K"));
                error.Flush();
                _isThere = true;
            }
        }
    }

    private void Clear()
    {
        if (_isThere)
        {
            error.Write(Clearing);
            error.Flush();
            _isThere = false;
        }
    }

    private sealed class Careful(ProgressLine line, TextWriter inner) : TextWriter(CultureInfo.InvariantCulture)
    {
        public override System.Text.Encoding Encoding => inner.Encoding;

        public override void Write(char value) => Write(value.ToString());

        public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

        public override void Write(string? value)
        {
            lock (line._gate)
            {
                line.Clear();
                inner.Write(value);
            }
        }

        public override void WriteLine(string? value) => Write(value + CoreNewLine[0]);

        public override void Flush() => inner.Flush();
    }
}
