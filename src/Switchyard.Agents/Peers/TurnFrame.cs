using System.Globalization;
using System.Text;
using Switchyard.Agents.Turns;

namespace Switchyard.Agents.Peers;

/// <summary>One event of a turn, or a comment, as another node writes it, taken line by line.</summary>
internal sealed class TurnFrame
{
    private readonly StringBuilder _text = new();

    /// <summary>As it was written.</summary>
    public string Text => _text.ToString();

    /// <summary>Number of the event; 0 for a comment.</summary>
    public int Seq { get; private set; }

    /// <summary>Whether it is the last event of its turn.</summary>
    public bool IsEnd { get; private set; }

    /// <summary>Takes a line. True when it was the last one.</summary>
    public bool Take(string line)
    {
        _text.Append(line).Append('\n');
        if (line.StartsWith("id: ", StringComparison.Ordinal) && int.TryParse(line.AsSpan(line.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var seq))
        {
            Seq = seq;
        }
        else if (line is $"event: {TurnKinds.Finished}" or $"event: {TurnKinds.Error}")
        {
            IsEnd = true;
        }

        return line.Length == 0;
    }
}
