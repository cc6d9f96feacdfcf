using System.Text.Json;
using Switchyard.Gateway.Asking.Events;

namespace Switchyard.Gateway.Asking.Dialects;

/// <summary>Reads errors of both formats: <c>{"error": {"message", "type", "code"}}</c>.</summary>
internal static class AnswerErrors
{
    private const int MaxMessage = 1000;

    /// <summary>The failure that an error object tells of.</summary>
    public static ModelFailed Of(int status, JsonElement error)
    {
        var message = error.Text("message") ?? "The model could not answer.";
        return new ModelFailed(status, error.Text("code") ?? error.Text("type") ?? "upstream_error", message.Length > MaxMessage ? message[..MaxMessage] : message);
    }

    /// <summary>The failure of an answer that has <paramref name="status"/> and <paramref name="body"/>.</summary>
    public static ModelFailed Of(int status, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return Of(status, document.RootElement.Member("error") is { ValueKind: JsonValueKind.Object } error ? error : document.RootElement);
        }
        catch (JsonException)
        {
            return new ModelFailed(status, "upstream_error", $"The model's API answered with status {status}.");
        }
    }
}
