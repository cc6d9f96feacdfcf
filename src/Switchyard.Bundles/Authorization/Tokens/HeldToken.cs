using Switchyard.Storage.Bundles;

namespace Switchyard.Bundles.Authorization.Tokens;

/// <summary>The tokens of a sign-in as this node knows them.</summary>
internal sealed record HeldToken(SignInRow Row, SignInTokens Tokens)
{
    /// <summary>Whether the access token ends within <paramref name="ahead"/>.</summary>
    public bool EndsBy(DateTimeOffset now, TimeSpan ahead) => Row.ExpiresAt is { } end && end - now <= ahead;
}
