using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Switchyard.Admin.Options;
using Switchyard.Admin.SignIn;
using Switchyard.Model.Secrets;
using Switchyard.Storage.Secrets;

namespace Switchyard.Admin.Federation;

/// <summary>
/// Signs people in by the authorization code flow with PKCE (RFC 6749 §4.1, RFC 7636, OpenID Connect Core 1.0 §3.1). What is under way is kept by the browser, sealed, so that any node can finish what another began.
/// </summary>
internal sealed class FederationFlow(FederationOptions options, IssuerClient issuer, SecretSealer sealer, OperatorSessions sessions, TimeProvider time)
{
    /// <summary>How long somebody may take at the issuer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private const string Table = "operator_sign_ins";
    private const string Column = "pending";

    /// <summary>Begins a sign-in: where the browser goes, and what it keeps meanwhile.</summary>
    public async Task<(string Address, string Kept)> BeginAsync(string then, string returnTo, CancellationToken cancellationToken)
    {
        var metadata = await issuer.MetadataAsync(cancellationToken);
        var pending = new PendingSignIn(Random(), Random(), Random(), then, returnTo, time.GetUtcNow() + Patience);
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(pending.Verifier)));
        (string Name, string Value)[] query =
        [
            ("response_type", "code"), ("client_id", options.ClientId), ("redirect_uri", returnTo), ("scope", string.Join(' ', options.Scopes.Prepend("openid").Distinct())), ("state", pending.State),
            ("nonce", pending.Nonce), ("code_challenge", challenge), ("code_challenge_method", "S256"),
        ];
        var begin = metadata.Authorization.Query.Length > 0 ? '&' : '?';
        var address = $"{metadata.Authorization.OriginalString}{begin}{string.Join('&', query.Select(static part => $"{part.Name}={Uri.EscapeDataString(part.Value)}"))}";
        return (address, Base64Url.EncodeToString(sealer.Seal(Table, Column, Guid.Empty, JsonSerializer.SerializeToUtf8Bytes(pending, FederationJson.Default.PendingSignIn).AsSpan())));
    }

    /// <summary>Finishes it: the session of the person, and the page that was asked for.</summary>
    /// <exception cref="FederationException">It can not be finished.</exception>
    public async Task<(Secret Session, DateTimeOffset ExpiresAt, string Then)> FinishAsync(string? kept, string? state, string? code, string? error, CancellationToken cancellationToken)
    {
        var pending = Open(kept);
        if (pending is null || pending.ExpiresAt <= time.GetUtcNow() || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(pending.State), Encoding.UTF8.GetBytes(state ?? "")))
        {
            throw new FederationException("stale", "The answer belongs to no sign-in that is under way in this browser.");
        }

        if (string.IsNullOrEmpty(code))
        {
            throw new FederationException("denied", $"The issuer did not sign the person in ({(error is "access_denied" ? error : "no code")}).");
        }

        var token = await issuer.TradeAsync(code, pending, cancellationToken);
        if (!token.IsSignedBy(await issuer.KeysAsync(token.KeyId, cancellationToken)))
        {
            throw new FederationException("issuer", "The id token is not signed by a key of the issuer.");
        }

        token.Check(options, pending.Nonce, time.GetUtcNow());
        var person = People.Of(token.Claims, options) ?? throw new FederationException("no_role", $"The person has no role: the claim '{options.RoleClaim}' has none of the values that give one.");
        var (session, ends) = sessions.Begin(person);
        return (session, ends, pending.Then);
    }

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private PendingSignIn? Open(string? kept) =>
        kept is { Length: > 0 and < 4096 } && Base64Url.IsValid(kept) && sealer.TryOpenBytes(Table, Column, Guid.Empty, Base64Url.DecodeFromChars(kept), out var content)
            ? JsonSerializer.Deserialize(content, FederationJson.Default.PendingSignIn)
            : null;
}
