using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Switchyard.Admin.Options;

namespace Switchyard.Admin.Federation;

/// <summary>An id token (OpenID Connect Core 1.0 §2) whose form is right; what it says is worth nothing before it is checked.</summary>
internal sealed class IdToken
{
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    private readonly byte[] _signed;
    private readonly byte[] _signature;
    private readonly JsonElement _header;

    private IdToken(byte[] signed, byte[] signature, JsonElement header, JsonElement claims) => (_signed, _signature, _header, Claims) = (signed, signature, header, claims);

    /// <summary>Id of the key that is said to have signed it, or null.</summary>
    public string? KeyId => Text(_header, "kid");

    /// <summary>What it says.</summary>
    public JsonElement Claims { get; }

    /// <exception cref="FederationException">It is no signed token.</exception>
    public static IdToken Read(string text)
    {
        try
        {
            var parts = text.Split('.');
            if (parts.Length == 3)
            {
                var header = JsonElement.Parse(Base64Url.DecodeFromChars(parts[0]));
                var claims = JsonElement.Parse(Base64Url.DecodeFromChars(parts[1]));
                // An extension that must be understood is not understood here (RFC 7515 §4.1.11).
                if (header.ValueKind == JsonValueKind.Object && claims.ValueKind == JsonValueKind.Object && !header.TryGetProperty("crit", out _))
                {
                    return new IdToken(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), header, claims);
                }
            }
        }
        catch (Exception broken) when (broken is FormatException or JsonException)
        {
            throw new FederationException("issuer", $"The id token can not be read: {broken.Message}");
        }

        throw new FederationException("issuer", "The id token is no signed token.");
    }

    /// <summary>Whether one of <paramref name="keys"/> signed it. A token that names its key is taken from that key only.</summary>
    public bool IsSignedBy(IEnumerable<SigningKey> keys) => keys.Any(key => (KeyId is null || key.Id == KeyId) && key.Verifies(Text(_header, "alg"), _signed, _signature));

    /// <summary>Checks for whom, by whom, when and for which sign-in it was made (§3.1.3.7).</summary>
    /// <exception cref="FederationException">It is not for this sign-in.</exception>
    public void Check(FederationOptions options, string nonce, DateTimeOffset now)
    {
        Require(Text(Claims, "iss") == options.Issuer.OriginalString, "It is of another issuer.");
        var audiences = Texts(Claims, "aud");
        Require(audiences.Contains(options.ClientId), "It is for another client.");
        Require((audiences.Count == 1 && !Claims.TryGetProperty("azp", out _)) || Text(Claims, "azp") == options.ClientId, "It was given to another client.");
        Require(Seconds("exp") is { } end && end + Skew > now, "It is over.");
        Require(Seconds("iat") is { } made && made - Skew < now, "It is of the future.");
        Require(Text(Claims, "nonce") == nonce, "It is of another sign-in.");
        Require(!string.IsNullOrEmpty(Text(Claims, "sub")), "It says of nobody.");
    }

    /// <summary>A claim's text, or null.</summary>
    public static string? Text(JsonElement claims, string name) => claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A claim that is a text or a list of texts.</summary>
    public static IReadOnlyList<string> Texts(JsonElement claims, string name) => claims.TryGetProperty(name, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => [value.GetString()!],
            JsonValueKind.Array => [.. value.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.String).Select(static item => item.GetString()!)],
            _ => [],
        }
        : [];

    private DateTimeOffset? Seconds(string name) =>
        Claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is > 0 and < 1e11 ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : null;

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new FederationException("issuer", $"The id token is refused. {otherwise}");
        }
    }
}
