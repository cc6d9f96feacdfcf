namespace Switchyard.Cli.Terminal;

/// <summary>What surrounds a command: variables, input and output. The process's own by default; a test brings its own.</summary>
public sealed record CliEnvironment
{
    /// <summary>That of the process.</summary>
    public static CliEnvironment Process { get; } = new();

    /// <summary>Reads an environment variable; null when it is not set.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Where secrets are read from.</summary>
    public TextReader In { get; init; } = Console.In;

    /// <summary>Results.</summary>
    public TextWriter Out { get; init; } = Console.Out;

    /// <summary>Errors and hints.</summary>
    public TextWriter Error { get; init; } = Console.Error;

    /// <summary>The clock by which commands wait.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Opens a file in an editor, by its command and the file, and returns the editor's exit code when a person has closed it; null where none can be started.</summary>
    public Func<string, string, CancellationToken, Task<int>>? Edit { get; init; }

    /// <summary>Whether somebody may be sitting there to be asked.</summary>
    public bool IsInteractive { get; init; } = !Console.IsInputRedirected && !Console.IsErrorRedirected;

    /// <summary>Whether results go to a screen.</summary>
    public bool IsScreen { get; init; } = !Console.IsOutputRedirected;

    /// <summary>Whether errors and hints go to a screen, where progress may be shown.</summary>
    public bool IsErrorScreen { get; init; } = !Console.IsErrorRedirected;

    /// <summary>Columns of the screen: <c>COLUMNS</c> if it is set to a number, or what the terminal says.</summary>
    public int Width() => Size("COLUMNS", static () => Console.WindowWidth, 80);

    /// <summary>Lines of the screen: <c>LINES</c> if it is set to a number, or what the terminal says.</summary>
    public int Height() => Size("LINES", static () => Console.WindowHeight, 24);

    private int Size(string variable, Func<int> ask, int fallback)
    {
        if (int.TryParse(Variable(variable), out var given) && given > 0)
        {
            return given;
        }

        // A terminal that does not know its size says 0, or refuses to say.
        try
        {
            return ask() is > 0 and var size ? size : fallback;
        }
        catch (IOException)
        {
            return fallback;
        }
    }
}
