namespace Switchyard.Processes;

/// <summary>The last lines of standard error: at most 50, together at most 8,192 characters.</summary>
internal sealed class ErrorTail
{
    private const int MostLines = 50;
    private const int MostCharacters = 8192;

    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new(MostLines);
    private int _characters;

    /// <summary>The lines, oldest first.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Adds a line and forgets the oldest that are too much. Of a line that is too long by itself the end is kept: the cause of a failure is written last.</summary>
    public void Add(string line)
    {
        line = line.Length > MostCharacters ? line[^MostCharacters..] : line;
        lock (_gate)
        {
            _lines.Enqueue(line);
            _characters += line.Length;
            while (_lines.Count > MostLines || _characters > MostCharacters)
            {
                _characters -= _lines.Dequeue().Length;
            }
        }
    }
}
