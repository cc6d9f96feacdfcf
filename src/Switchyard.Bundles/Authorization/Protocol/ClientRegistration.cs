using System.Text;
using System.Text.Json.Nodes;
using Switchyard.Model.Bundles;
using Switchyard.Model.Secrets;

namespace Switchyard.Bundles.Authorization.Protocol;

/// <summary>Registers Switchyard with an authorization server (RFC 7591).</summary>
internal sealed class ClientRegistration(OAuthHttp http)
{
    /// <summary>Registers a client that comes back to <paramref name="callback"/>.</summary>
    /// <exception cref="SignInException">It was not registered.</exception>
    public async Task<SignInClient> RegisterAsync(AuthorizationServer server, Uri callback, CancellationToken cancellationToken)
    {
        if (server.Register is null)
        {
            throw new SignInException(SignInFaults.ClientNeeded, "The authorization server registers nobody by itself; name a client in the definition: authorization.clientId.");
        }

        var asked = new JsonObject
        {
            ["client_name"] = "Switchyard",
            ["redirect_uris"] = new JsonArray(callback.AbsoluteUri),
            ["grant_types"] = new JsonArray("authorization_code", "refresh_token"),
            ["response_types"] = new JsonArray("code"),
            ["token_endpoint_auth_method"] = "none",
        };
        if (server.Scope is { } scope)
        {
            asked["scope"] = scope;
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, server.Register) { Content = new StringContent(asked.ToJsonString(), Encoding.UTF8, "application/json") };
        var answer = await http.SendAsync(request, cancellationToken);
        if (!answer.IsSuccess || answer.Text("client_id") is not { } id)
        {
            throw new SignInException(SignInFaults.ClientNeeded, $"The authorization server did not register Switchyard ({answer.Status}); name a client in the definition: authorization.clientId.");
        }

        var secret = answer.Text("client_secret");
        return new SignInClient(id, secret is null ? null : new Secret(secret), answer.Text("token_endpoint_auth_method") != "client_secret_post");
    }
}
