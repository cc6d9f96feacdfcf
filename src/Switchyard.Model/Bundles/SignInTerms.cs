namespace Switchyard.Model.Bundles;

/// <summary>How a remote bundle is signed in to (OAuth 2.1, as the MCP authorization specification says): who does it, as which client, for what.</summary>
public sealed record SignInTerms
{
    /// <summary>What <c>per</c> says of a sign-in that a workspace shares; the default.</summary>
    public const string Workspace = "workspace";

    /// <summary>What <c>per</c> says when each user signs in.</summary>
    public const string User = "user";

    /// <summary>Longest client id in characters.</summary>
    public const int MaxClientIdLength = 512;

    /// <summary>Most scopes.</summary>
    public const int MaxScopes = 64;

    /// <summary>Longest scope in characters.</summary>
    public const int MaxScopeLength = 256;

    /// <summary>Whether each user signs in for himself and has connections of his own. If not, all who use the workspace share one sign-in.</summary>
    public bool PerUser { get; init; }

    /// <summary>The client that the authorization server knows Switchyard by; null: Switchyard registers itself (RFC 7591).</summary>
    public string? ClientId { get; init; }

    /// <summary>What is asked for; empty: what the server says it needs.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <inheritdoc />
    public bool Equals(SignInTerms? other) =>
        other is not null && PerUser == other.PerUser && ClientId == other.ClientId && Scopes.SequenceEqual(other.Scopes, StringComparer.Ordinal);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(PerUser, ClientId, Scopes.Count);
}
