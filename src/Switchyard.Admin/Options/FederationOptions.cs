using System.Security.Cryptography;
using System.Text;
using Switchyard.Model.Secrets;

namespace Switchyard.Admin.Options;

/// <summary>An OpenID Connect issuer whose people may sign in as operators.</summary>
public sealed record FederationOptions
{
    /// <summary>The issuer, exactly as it names itself: https, or http on loopback.</summary>
    public required Uri Issuer { get; init; }

    /// <summary>What the issuer knows the control plane by.</summary>
    public required string ClientId { get; init; }

    /// <summary>Proves it; null for a public client.</summary>
    public Secret? ClientSecret { get; init; }

    /// <summary>What is asked for, <c>openid</c> besides.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = ["profile", "email"];

    /// <summary>The claim that says what somebody may do: a text or a list of texts.</summary>
    public string RoleClaim { get; init; } = "roles";

    /// <summary>Which value of the claim gives which role: <c>viewer</c>, <c>operator</c> or <c>admin</c>; <c>*</c> is anybody. The highest counts; whoever has none does not come in.</summary>
    public required IReadOnlyList<(string Role, string Value)> Roles { get; init; }

    /// <summary>The control plane's address as browsers know it; null: as the request names it.</summary>
    public Uri? Address { get; init; }

    /// <summary>Tells the terms on which somebody is let in: other ones end the sessions of all.</summary>
    internal string Terms => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{Issuer.OriginalString}\n{ClientId}\n{RoleClaim}\n{string.Join('\n', Roles.Select(static rule => $"{rule.Role}={rule.Value}"))}")).AsSpan(0, 16));
}
