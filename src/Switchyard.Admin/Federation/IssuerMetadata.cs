using System.Text.Json;

namespace Switchyard.Admin.Federation;

/// <summary>Where the issuer's endpoints are (OpenID Connect Discovery 1.0).</summary>
internal sealed record IssuerMetadata(Uri Authorization, Uri Token, Uri Keys, bool TakesBasic)
{
    /// <summary>Reads the document of <paramref name="issuer"/>.</summary>
    /// <exception cref="FederationException">It is of another issuer, or lacks something.</exception>
    public static IssuerMetadata Read(JsonElement document, Uri issuer)
    {
        // As text: an issuer that calls itself a little differently is another one (§4.3).
        if (Text(document, "issuer") != issuer.OriginalString)
        {
            throw new FederationException("issuer", $"The document of {issuer} is of the issuer '{Text(document, "issuer")}'.");
        }

        var methods = document.TryGetProperty("token_endpoint_auth_methods_supported", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(static item => item.GetString()).ToArray()
            : ["client_secret_basic"];
        return new IssuerMetadata(
            Endpoint(document, "authorization_endpoint", issuer), Endpoint(document, "token_endpoint", issuer), Endpoint(document, "jwks_uri", issuer), methods.Contains("client_secret_basic"));
    }

    private static Uri Endpoint(JsonElement document, string name, Uri issuer) =>
        Uri.TryCreate(Text(document, name), UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && issuer.IsLoopback && address.IsLoopback))
            ? address
            : throw new FederationException("issuer", $"The issuer's '{name}' is no https address.");

    private static string? Text(JsonElement document, string name) => document.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
