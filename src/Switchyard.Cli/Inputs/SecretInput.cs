using Spectre.Console;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Inputs;

/// <summary>
/// Reads a secret from a file, from a pipe or from a person who is asked without echo; never from the command line, which other users of the machine can see and shells remember.
/// </summary>
internal static class SecretInput
{
    public static async Task<string> ReadAsync(CliEnvironment environment, FileInfo? file, string what, CancellationToken cancellationToken)
    {
        var text = file is not null ? await ReadFileAsync(file, cancellationToken)
            : environment.IsInteractive ? Ask(what)
            : await environment.In.ReadToEndAsync(cancellationToken);
        var secret = text.TrimEnd('\r', '\n');
        return secret.Length > 0 ? secret : throw new CliException(ExitCodes.Usage, $"No {what} was given.", "Pipe it in, or name a file that holds it.");
    }

    /// <summary>Several secrets, one on a line.</summary>
    public static async Task<IReadOnlyList<string>> ReadLinesAsync(CliEnvironment environment, FileInfo? file, string what, CancellationToken cancellationToken) =>
        (await ReadAsync(environment, file, what, cancellationToken)).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static async Task<string> ReadFileAsync(FileInfo file, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(file.FullName, cancellationToken);
        }
        catch (IOException failure)
        {
            throw new CliException(ExitCodes.Usage, $"The file {file.Name} can not be read: {failure.Message}");
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new CliException(ExitCodes.Usage, $"The file {file.Name} can not be read: {failure.Message}");
        }
    }

    private static string Ask(string what)
    {
        // Without echo before it is asked for: whoever types ahead is not seen either.
        using (var terminal = SilentTerminal.Begin())
        {
            if (terminal is not null)
            {
                Console.Error.Write($"{what}: ");
                var line = SilentTerminal.ReadLine();
                Console.Error.WriteLine();
                return line;
            }
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Prompt(new TextPrompt<string>($"{what}:").Secret(null).AllowEmpty());
    }
}
