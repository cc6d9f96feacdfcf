using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Switchyard.Model.Bundles;
using Switchyard.Model.Secrets;

namespace Switchyard.Bundles.Authorization.Protocol;

/// <summary>Gets tokens (RFC 6749 §4.1.3 and §6, with the <c>resource</c> of RFC 8707).</summary>
internal sealed class TokenRequests(OAuthHttp http)
{
    private const int LongestToken = 16 << 10;

    // Longer than any honest lifetime, and short enough to be added to a date.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    /// <summary>Gets the tokens of a code.</summary>
    /// <exception cref="SignInException">It was refused (<see cref="SignInFaults.Refused"/>), or there was no answer that says so.</exception>
    public Task<TokenAnswer> ExchangeAsync(Uri endpoint, SignInClient client, string resource, Secret code, Secret verifier, string callback, CancellationToken cancellationToken) => AskAsync(
        endpoint,
        client,
        [new("grant_type", "authorization_code"), new("code", code.Reveal()), new("redirect_uri", callback), new("code_verifier", verifier.Reveal()), new("resource", resource)],
        cancellationToken);

    /// <summary>Renews a token.</summary>
    /// <exception cref="SignInException">It was refused for good (<see cref="SignInFaults.Refused"/>), or there was no answer that says so.</exception>
    public Task<TokenAnswer> RenewAsync(Uri endpoint, SignInClient client, string resource, Secret refresh, CancellationToken cancellationToken) => AskAsync(
        endpoint, client, [new("grant_type", "refresh_token"), new("refresh_token", refresh.Reveal()), new("resource", resource)], cancellationToken);

    private async Task<TokenAnswer> AskAsync(Uri endpoint, SignInClient client, List<KeyValuePair<string, string>> form, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        if (client is { Secret: { } basic, InHeader: true })
        {
            // RFC 6749 §2.3.1: both parts are form-encoded before.
            var pair = $"{Uri.EscapeDataString(client.Id)}:{Uri.EscapeDataString(basic.Reveal())}";
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        }
        else
        {
            form.Add(new("client_id", client.Id));
            if (client.Secret is { } posted)
            {
                form.Add(new("client_secret", posted.Reveal()));
            }
        }

        request.Content = new FormUrlEncodedContent(form);
        var answer = await http.SendAsync(request, cancellationToken);
        return answer.IsSuccess ? Read(answer) : throw Refusal(answer);
    }

    private static TokenAnswer Read(OAuthAnswer answer)
    {
        if (answer.Text("access_token") is not { Length: <= LongestToken } access || access.Any(static c => c is < '!' or > '~')
            || !string.Equals(answer.Text("token_type"), "Bearer", StringComparison.OrdinalIgnoreCase))
        {
            throw new SignInException(SignInFaults.Untrustworthy, "The authorization server's answer has no bearer token.");
        }

        return new TokenAnswer(new Secret(access), answer.Text("refresh_token") is { } refresh ? new Secret(refresh) : null, Lifetime(answer.Body!["expires_in"]));
    }

    /// <summary>Seconds, which some servers write as a text.</summary>
    private static TimeSpan? Lifetime(JsonNode? expires)
    {
        if (expires is not JsonValue value || value.GetValueKind() is not (JsonValueKind.Number or JsonValueKind.String)
            || !double.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) || !(seconds >= 0))
        {
            return null;
        }

        return seconds >= Longest.TotalSeconds ? Longest : TimeSpan.FromSeconds(seconds);
    }

    /// <summary>Only what the protocol says is for good counts as such; anything else may be another answer the next time.</summary>
    private static SignInException Refusal(OAuthAnswer answer) => answer.Status is >= 400 and < 500 && answer.Text("error") is "invalid_grant" or "invalid_client" or "unauthorized_client" or "invalid_target"
        ? new SignInException(SignInFaults.Refused, $"The authorization server refuses: {answer.Text("error")}.")
        : new SignInException(SignInFaults.Unreachable, $"The authorization server answered {answer.Status}.");
}
