using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Switchyard.Cli.Terminal;

/// <summary>A screen that is drawn again and again in place, and gives the terminal back as it was, whatever ends the command. It uses the alternate screen, which every common terminal has.</summary>
internal sealed class LiveScreen : IDisposable
{
    private const string Enter = "\e[?1049h\e[?25l\e[2J";
    private const string Leave = "\e[?25h\e[?1049l";
    private const string Home = "\e[H";
    private const string ClearLine = "\e[K";
    private const string ClearBelow = "\e[J";

    [SuppressMessage("Usage", "CA2213", Justification = "The terminal is the caller's.")]
    private readonly TextWriter _out;

    private bool _isLeft;

    public LiveScreen(TextWriter output)
    {
        _out = output;
        _out.Write(Enter);
        _out.Flush();
    }

    /// <summary>Shows <paramref name="lines"/> and nothing else; one write, so that nothing flickers.</summary>
    public void Draw(IReadOnlyList<string> lines)
    {
        var text = new StringBuilder(Home);
        for (var i = 0; i < lines.Count; i++)
        {
            // No line end after the last one: it would scroll.
            text.Append(lines[i]).Append(ClearLine).Append(i < lines.Count - 1 ? "\r\n" : "");
        }

        _out.Write(text.Append(ClearBelow).ToString());
        _out.Flush();
    }

    public void Dispose()
    {
        if (!_isLeft)
        {
            _isLeft = true;
            _out.Write(Leave);
            _out.Flush();
        }
    }
}
