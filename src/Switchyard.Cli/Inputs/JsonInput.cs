using System.Text.Json;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Inputs;

/// <summary>Reads a JSON object that was typed, or from a file as <c>@FILE</c>.</summary>
internal static class JsonInput
{
    public static JsonElement? Read(string? text, string option)
    {
        if (text is null)
        {
            return null;
        }

        try
        {
            var json = JsonElement.Parse(text.StartsWith('@') ? File.ReadAllText(text[1..]) : text);
            return json.ValueKind == JsonValueKind.Object ? json : throw new CliException(ExitCodes.Usage, $"{option} must be a JSON object.");
        }
        catch (JsonException failure)
        {
            throw new CliException(ExitCodes.Usage, $"{option} is not valid JSON, line {failure.LineNumber + 1}, byte {failure.BytePositionInLine + 1}.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCodes.Usage, $"{option}: {failure.Message}");
        }
    }
}
