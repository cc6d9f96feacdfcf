using Switchyard.Bundles.Authorization.Protocol;
using Switchyard.Bundles.Authorization.Tokens;
using Switchyard.Model.Bundles;
using Switchyard.Model.Secrets;

namespace Switchyard.Bundles.Authorization;

/// <summary>The steps of a sign-in that servers take part in.</summary>
internal sealed class SignInProtocol(OAuthHttp http)
{
    private readonly ServerDiscovery _discovery = new(http);
    private readonly ClientRegistration _registration = new(http);
    private readonly TokenRequests _tokens = new(http);

    public Task<AuthorizationServer> FindAsync(BundleDefinition definition, CancellationToken cancellationToken) => _discovery.FindAsync(definition, cancellationToken);

    public Task<SignInClient> RegisterAsync(AuthorizationServer server, Uri callback, CancellationToken cancellationToken) => _registration.RegisterAsync(server, callback, cancellationToken);

    public Task<TokenAnswer> ExchangeAsync(PendingSignIn pending, Secret code, CancellationToken cancellationToken) =>
        _tokens.ExchangeAsync(pending.Endpoint, pending.Client, pending.Resource, code, pending.Verifier, pending.Callback, cancellationToken);

    /// <summary>Where a person is sent.</summary>
    public static PendingSignIn Begin(AuthorizationServer server, SignInClient client, Uri callback, Secret state)
    {
        var verifier = Pkce.New();
        List<KeyValuePair<string, string>> query =
        [
            new("response_type", "code"),
            new("client_id", client.Id),
            new("redirect_uri", callback.AbsoluteUri),
            new("code_challenge", Pkce.Challenge(verifier)),
            new("code_challenge_method", "S256"),
            new("state", state.Reveal()),
            new("resource", server.Resource),
        ];
        if (server.Scope is { } scope)
        {
            query.Add(new("scope", scope));
        }

        var added = string.Join('&', query.Select(static pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"));
        var url = $"{server.Authorize.AbsoluteUri}{(server.Authorize.Query.Length > 0 ? '&' : '?')}{added}";
        return new PendingSignIn(new Secret(url), verifier, client, server.Token, server.Issuer, server.NamesItself, server.Resource, callback.AbsoluteUri);
    }
}
