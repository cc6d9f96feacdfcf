using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net.Sockets;
using System.Text.Json;
using Switchyard.Admin.Client;
using Switchyard.Admin.Client.Chats;
using Switchyard.Admin.Client.Problems;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Calls;

/// <summary>Makes verbs: connects, runs, and turns every failure into one message and one exit code.</summary>
internal sealed class CliVerb(Func<CliEnvironment> environment, CliPlane plane)
{
    private CliEnvironment Environment => environment();

    /// <summary>A group of verbs, named after what they are about.</summary>
    public static Command Group(string name, string description, params ReadOnlySpan<Command> verbs)
    {
        var group = new Command(name, description);
        foreach (var verb in verbs)
        {
            group.Subcommands.Add(verb);
        }

        return group;
    }

    /// <summary>A verb with its arguments and options.</summary>
    public Command Create(string name, string description, IReadOnlyList<Symbol> symbols, Func<CliCall, CancellationToken, Task<int>> run)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
            {
                command.Arguments.Add(argument);
            }
            else
            {
                command.Options.Add((Option)symbol);
            }
        }

        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, run, cancellationToken));
        return command;
    }

    /// <summary>A verb that ends with 0 unless it fails.</summary>
    public Command Create(string name, string description, IReadOnlyList<Symbol> symbols, Func<CliCall, CancellationToken, Task> run) =>
        Create(name, description, symbols, async (call, cancellationToken) =>
        {
            await run(call, cancellationToken);
            return ExitCodes.Done;
        });

    private async Task<int> RunAsync(ParseResult parsed, Func<CliCall, CancellationToken, Task<int>> run, CancellationToken cancellationToken)
    {
        var address = parsed.GetValue(plane.Url) ?? Environment.Variable(plane.UrlVariable) ?? plane.DefaultUrl;
        using var progress = new ProgressLine(Environment.Error, Environment.Time, Environment.IsErrorScreen);
        try
        {
            var beside = Environment with { Out = progress.Around(Environment.Out), Error = progress.Around(Environment.Error) };
            using var call = new CliCall(
                parsed,
                () => SwitchyardClient.Connect(AddressOf(address), CredentialOf(parsed)),
                () => ChatsClient.Connect(AddressOf(address), CredentialOf(parsed)),
                new Printer(beside, parsed.GetValue(ConnectionOptions.Json)),
                beside) { Address = address, Progress = progress };
            return await run(call, cancellationToken);
        }
        catch (CliException failure)
        {
            progress.Say(null);
            return await FailAsync(failure.ExitCode, failure.Message, failure.Hint);
        }
        catch (SwitchyardApiException refusal)
        {
            progress.Say(null);
            return await RefusedAsync(parsed, refusal);
        }
        catch (HttpRequestException failure)
        {
            progress.Say(null);
            return await FailAsync(
                ExitCodes.Unreachable, $"The {plane.Name} at {address} can not be reached: {Reason(failure)}", $"Is it running there? Use {plane.Url.Name} or {plane.UrlVariable}.");
        }
        catch (JsonException)
        {
            progress.Say(null);
            return await FailAsync(ExitCodes.Failed, $"What answers at {address} is no {plane.Name} of Switchyard, or one of another version.", $"Use {plane.Url.Name} or {plane.UrlVariable}.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            progress.Say(null);
            return await FailAsync(ExitCodes.Failed, failure.Message, null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            progress.Say(null);
            return await FailAsync(ExitCodes.Unreachable, $"The {plane.Name} at {address} did not answer in time.", null);
        }
    }

    private Uri AddressOf(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
        ? uri!
        : throw new CliException(ExitCodes.Usage, $"'{address}' is not an http or https address.", $"Use {plane.Url.Name} or {plane.UrlVariable}.");

    private string CredentialOf(ParseResult parsed)
    {
        var given = parsed.GetValue(plane.Credential) ?? Environment.Variable(plane.CredentialVariable);
        return string.IsNullOrWhiteSpace(given)
            ? throw new CliException(ExitCodes.Usage, $"No {plane.CredentialName} was given.", $"Use {plane.Credential.Name} or {plane.CredentialVariable}.")
            : given.Trim();
    }

    private async Task<int> RefusedAsync(ParseResult parsed, SwitchyardApiException refusal)
    {
        var exitCode = Refusals.ExitCodeOf(refusal.Status);
        await FailAsync(exitCode, refusal.Message, null);
        foreach (var error in refusal.Errors.Where(error => refusal.Errors.Count > 1 || error.Field.Length > 0))
        {
            await Environment.Error.WriteLineAsync($"  {(error.Field.Length > 0 ? error.Field : "request")}: {error.Detail}");
        }

        if (Refusals.HintOf(refusal, plane, VerbOf(parsed)) is { } hint)
        {
            await Environment.Error.WriteLineAsync(hint);
        }

        return exitCode;
    }

    /// <summary>The verb as it is typed, without the program's name.</summary>
    private static string VerbOf(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var at = parsed.CommandResult; at.Parent is CommandResult parent; at = parent)
        {
            names.Push(at.Command.Name);
        }

        return string.Join(' ', names);
    }

    private async Task<int> FailAsync(int exitCode, string message, string? hint)
    {
        await Environment.Error.WriteLineAsync($"switchyard: {message}");
        if (hint is not null)
        {
            await Environment.Error.WriteLineAsync(hint);
        }

        return exitCode;
    }

    private static string Reason(HttpRequestException failure) => failure.InnerException is SocketException socket ? socket.Message : failure.Message;
}
