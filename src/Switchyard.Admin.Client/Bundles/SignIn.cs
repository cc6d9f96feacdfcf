namespace Switchyard.Admin.Client.Bundles;

/// <summary>A sign-in to a bundle.</summary>
/// <param name="UserId">Whose; null for the one that the workspace shares.</param>
/// <param name="User">Name of the user, or null.</param>
/// <param name="State"><c>pending</c>, <c>ok</c> or <c>lost</c>.</param>
/// <param name="Reason">Why it was lost, or null.</param>
/// <param name="Issuer">The authorization server; null while it is pending.</param>
/// <param name="ExpiresAt">End of the access token, which is renewed before if the server allows it; of a pending one, when it ends.</param>
/// <param name="UpdatedAt">When it last changed.</param>
public sealed record SignIn(Guid? UserId, string? User, string State, string? Reason, string? Issuer, DateTimeOffset? ExpiresAt, DateTimeOffset UpdatedAt);
