using System.Text.Json;
using Switchyard.Admin.Client.Chats;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Chats;

/// <summary>Prints a turn as it goes: the answer's text to standard output, what its tools do to standard error; as JSON each event on a line.</summary>
internal sealed class TurnPrinter(CliCall call)
{
    private bool _inLine;

    /// <summary>Follows a turn to its end. Returns what the command ends with: 0 only when the turn was finished.</summary>
    public async Task<int> FollowAsync(IAsyncEnumerable<ChatEvent> events, CancellationToken cancellationToken)
    {
        var end = default(int?);
        try
        {
            await foreach (var happened in events.WithCancellation(cancellationToken))
            {
                if (call.Printer.IsJson)
                {
                    call.Printer.Next("", new { type = happened.Type, id = happened.Id, data = happened.Data });
                }
                else
                {
                    await PrintAsync(happened);
                }

                end = happened.Type switch { "turn.finished" => end ?? ExitCodes.Done, "error" => ExitCodes.Failed, _ => end };
            }
        }
        catch (IOException broken)
        {
            await EndLineAsync();
            throw new CliException(ExitCodes.Unreachable, $"The connection broke ({broken.Message}); the turn goes on.", "See what it came to: switchyard chats messages");
        }

        await EndLineAsync();
        return end ?? throw new CliException(ExitCodes.Unreachable, "The connection ended before the turn did; the turn goes on.", "See what it came to: switchyard chats messages");
    }

    private async Task PrintAsync(ChatEvent happened)
    {
        switch (happened.Type)
        {
            case "text.delta":
                var text = happened.Text("text") ?? "";
                await call.Environment.Out.WriteAsync(text);
                await call.Environment.Out.FlushAsync();
                _inLine = text.Length == 0 ? _inLine : text[^1] != '\n';
                break;
            case "message.finished":
                await EndLineAsync();
                break;
            case "tool.started":
                await EndLineAsync();
                call.Printer.Note($"calls {happened.Text("name")} {ChatTexts.Of(Member(happened, "arguments"))}");
                break;
            case "tool.finished":
                call.Printer.Note($"{happened.Text("name")} {(Member(happened, "isError").ValueKind == JsonValueKind.True ? "failed" : "is done")}");
                break;
            case "error":
                await EndLineAsync();
                await call.Environment.Error.WriteLineAsync($"switchyard: {happened.Text("message")} ({happened.Text("code")})");
                if (happened.Text("advice") is { Length: > 0 } advice)
                {
                    await call.Environment.Error.WriteLineAsync(advice);
                }

                break;
            default:
                // Beginnings, ends and whatever a newer node tells are nothing to read.
                break;
        }
    }

    private async Task EndLineAsync()
    {
        if (_inLine)
        {
            await call.Environment.Out.WriteLineAsync();
            _inLine = false;
        }
    }

    private static JsonElement Member(ChatEvent happened, string name) => happened.Data.ValueKind == JsonValueKind.Object && happened.Data.TryGetProperty(name, out var value) ? value : default;
}
