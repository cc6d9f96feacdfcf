using System.Globalization;
using System.Text.Json;

namespace Switchyard.Gateway.Bridges.Bedrock;

/// <summary>Errors of Bedrock before the first byte: <c>{"message"}</c> or <c>{"Message"}</c>, and the kind in <c>x-amzn-ErrorType</c>, which may go on with a colon and an address.</summary>
internal sealed class BedrockErrors : IUpstreamErrors
{
    private const string ErrorType = "x-amzn-ErrorType";

    /// <summary>Holds nothing; one is enough.</summary>
    public static BedrockErrors Instance { get; } = new();

    /// <inheritdoc />
    public BridgeError Read(HttpResponseMessage response, ReadOnlyMemory<byte> body, string requestId)
    {
        var status = (int)response.StatusCode;
        var kind = response.Headers.NonValidated.TryGetValues(ErrorType, out var values) ? values.ToString().Split(':')[0].Trim() : "";
        return new BridgeError(
            status,
            kind.Length > 0 ? kind : "upstream_error",
            MessageOf(body) ?? string.Create(CultureInfo.InvariantCulture, $"The upstream answered {status}."),
            requestId);
    }

    private static string? MessageOf(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Text(document.RootElement, "message") ?? Text(document.RootElement, "Message") : null;
        }
        catch (JsonException)
        {
            // A page of some server between, or a body that was cut: the status is all that is known.
            return null;
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
