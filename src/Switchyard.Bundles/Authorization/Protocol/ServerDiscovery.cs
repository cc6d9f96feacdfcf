using System.Text;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Authorization.Protocol;

/// <summary>
/// Finds the authorization server of a bundle's server, as the MCP authorization specification says: the refusal of a request without a token names the server's metadata (RFC 9728), these name the authorization server, and that
/// describes itself (RFC 8414, else OpenID Connect Discovery). Servers of before 2025-06-18 have no metadata; they are their own authorization server.
/// </summary>
internal sealed class ServerDiscovery(OAuthHttp http)
{
    private const string ResourceMetadata = "oauth-protected-resource";

    /// <summary>The authorization server of a bundle.</summary>
    /// <exception cref="SignInException">There is none that may be used.</exception>
    public async Task<AuthorizationServer> FindAsync(BundleDefinition definition, CancellationToken cancellationToken)
    {
        var server = OAuthHttp.Address(definition.Url, definition.Insecure, "the bundle's server");
        var refusal = await KnockAsync(server, definition.Type, cancellationToken);
        if (refusal.IsSuccess)
        {
            throw new SignInException(SignInFaults.NotNeeded, "The server answers without a sign-in.");
        }

        var challenge = BearerChallenge.Find(refusal.Challenges);
        var resource = await ResourceAsync(server, challenge, definition.Insecure, cancellationToken);
        if (resource is not null && !ResourceIndicator.Covers(resource.Text("resource"), server))
        {
            throw new SignInException(SignInFaults.Untrustworthy, "The server's metadata are those of another resource, for which no token may be asked.");
        }

        var issuer = resource is null ? server.GetLeftPart(UriPartial.Authority)
            : resource.Texts("authorization_servers") is [var first, ..] ? first
            : throw new SignInException(SignInFaults.Untrustworthy, "The server's metadata name no authorization server.");
        var found = await IssuerAsync(issuer, definition.Insecure, cancellationToken);
        return found with
        {
            Resource = resource?.Text("resource") ?? ResourceIndicator.Of(server),
            Scope = Scope(definition, challenge, resource),
        };
    }

    private static string? Scope(BundleDefinition definition, BearerChallenge? challenge, OAuthAnswer? resource) =>
        definition.Authorization is { Scopes: { Count: > 0 } own } ? string.Join(' ', own)
        : challenge?.Scope ?? (resource?.Texts("scopes_supported") is { Count: > 0 } all ? string.Join(' ', all) : null);

    /// <summary>Asks for something that every server knows and that leaves nothing behind.</summary>
    private async Task<OAuthAnswer> KnockAsync(Uri server, BundleType type, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(type == BundleType.Sse ? HttpMethod.Get : HttpMethod.Post, server);
        request.Headers.TryAddWithoutValidation("Accept", type == BundleType.Sse ? "text/event-stream" : "application/json, text/event-stream");
        if (type != BundleType.Sse)
        {
            request.Content = new StringContent("""{"jsonrpc":"2.0","id":1,"method":"ping"}""", Encoding.UTF8, "application/json");
        }

        return await http.SendAsync(request, cancellationToken);
    }

    private async Task<OAuthAnswer?> ResourceAsync(Uri server, BearerChallenge? challenge, bool insecure, CancellationToken cancellationToken)
    {
        if (challenge?.ResourceMetadata is { } named)
        {
            var answer = await GetAsync(OAuthHttp.Address(named, insecure, "the server's metadata"), cancellationToken);
            return answer ?? throw new SignInException(SignInFaults.Untrustworthy, "The server's metadata are not where it says they are.");
        }

        var path = server.AbsolutePath.TrimEnd('/');
        return (path.Length == 0 ? null : await GetAsync(WellKnown(server, ResourceMetadata, path), cancellationToken))
            ?? await GetAsync(WellKnown(server, ResourceMetadata, ""), cancellationToken);
    }

    private async Task<AuthorizationServer> IssuerAsync(string issuer, bool insecure, CancellationToken cancellationToken)
    {
        var address = OAuthHttp.Address(issuer, insecure, "the authorization server");
        var path = address.AbsolutePath.TrimEnd('/');
        List<Uri> places = [WellKnown(address, "oauth-authorization-server", path), WellKnown(address, "openid-configuration", path)];
        if (path.Length > 0)
        {
            places.Add(new Uri(address, path + "/.well-known/openid-configuration"));
        }

        foreach (var place in places)
        {
            if (await GetAsync(place, cancellationToken) is { } metadata)
            {
                return Read(metadata, issuer, insecure);
            }
        }

        throw new SignInException(SignInFaults.Untrustworthy, "The authorization server does not describe itself.");
    }

    private static AuthorizationServer Read(OAuthAnswer metadata, string issuer, bool insecure)
    {
        // RFC 8414 §3.3: otherwise somebody describes a server that is not his.
        if (metadata.Text("issuer") != issuer)
        {
            throw new SignInException(SignInFaults.Untrustworthy, "The authorization server's metadata are those of another issuer.");
        }

        if (metadata.Texts("code_challenge_methods_supported")?.Contains("S256", StringComparer.Ordinal) != true)
        {
            throw new SignInException(SignInFaults.Untrustworthy, "The authorization server does not say that it supports PKCE with S256, without which nobody may be sent there.");
        }

        return new AuthorizationServer(
            issuer,
            OAuthHttp.Address(metadata.Text("authorization_endpoint"), insecure, "the authorization endpoint"),
            OAuthHttp.Address(metadata.Text("token_endpoint"), insecure, "the token endpoint"),
            metadata.Text("registration_endpoint") is { } register ? OAuthHttp.Address(register, insecure, "the registration endpoint") : null,
            metadata.IsTrue("authorization_response_iss_parameter_supported"),
            Resource: "",
            Scope: null);
    }

    private static Uri WellKnown(Uri of, string name, string path) => new(of, $"/.well-known/{name}{path}");

    /// <summary>The document at an address, or null when there is none.</summary>
    private async Task<OAuthAnswer?> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        var answer = await http.SendAsync(request, cancellationToken);
        return answer is { IsSuccess: true, Body: not null } ? answer : null;
    }
}
