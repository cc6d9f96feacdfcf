using System.Globalization;
using System.Text.Json;
using Switchyard.Gateway.Bridges.Bedrock.Signing;
using Switchyard.Model.Secrets;

namespace Switchyard.Gateway.Bridges.Bedrock.Credentials;

/// <summary>The JSON document in which container and instance endpoints hand out credentials: <c>{AccessKeyId, SecretAccessKey, Token, Expiration}</c>.</summary>
internal static class AwsCredentialDocument
{
    /// <summary>Longest answer of an endpoint that is read, in bytes.</summary>
    public const int MaxBytes = 64 << 10;

    /// <summary>Reads <paramref name="json"/>; throws <see cref="AwsCredentialException"/>, without a word of the document, when it is something else.</summary>
    public static AwsCredentials Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (Text(root, "AccessKeyId") is { } id && Text(root, "SecretAccessKey") is { } secret)
            {
                return new AwsCredentials(id, new Secret(secret), Text(root, "Token") is { } token ? new Secret(token) : null, Time(Text(root, "Expiration")));
            }
        }
        catch (JsonException)
        {
            // Told below; the parser's message may quote the document.
        }

        throw new AwsCredentialException("it answered with no credential");
    }

    /// <summary>Reads an RFC 3339 time; null when there is none.</summary>
    public static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static string? Text(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;
}
