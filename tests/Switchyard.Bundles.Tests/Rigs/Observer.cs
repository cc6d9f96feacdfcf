using System.Collections.Concurrent;
using System.Threading.Channels;
using Switchyard.Bundles.Sessions;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Rigs;

/// <summary>Remembers what servers say.</summary>
internal sealed class Observer : IServerObserver
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly Channel<long> _changes = Channel.CreateUnbounded<long>();

    /// <summary>Every line so far.</summary>
    public ConcurrentQueue<string> Lines { get; } = new();

    public void Wrote(long generation, string line)
    {
        Lines.Enqueue(line);
        _lines.Writer.TryWrite(line);
    }

    public void ListsChanged(long generation) => _changes.Writer.TryWrite(generation);

    /// <summary>Waits for a line with that text; lines are consumed.</summary>
    public async Task<string> LineAsync(string text)
    {
        while (true)
        {
            var line = await _lines.Reader.ReadAsync(Patience.Token);
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }
        }
    }

    /// <summary>Waits for the next change of a list.</summary>
    public Task<long> ChangeAsync() => _changes.Reader.ReadAsync(Patience.Token).AsTask();
}
