namespace Switchyard.Model.Bundles;

/// <summary>A sign-in to a bundle as people see it.</summary>
/// <param name="User">Whose; null for the whole workspace.</param>
/// <param name="State">How it stands.</param>
/// <param name="Reason">Why it was lost, a stable code; null otherwise.</param>
/// <param name="Issuer">The authorization server; null while it is not known.</param>
/// <param name="ExpiresAt">When the access token ends, which is renewed before if the server allows it; of one that is under way, when it ends. Null for no known end.</param>
/// <param name="UpdatedAt">When it last changed.</param>
public sealed record SignInEntry(Guid? User, BundleAuthorization State, string? Reason, string? Issuer, DateTimeOffset? ExpiresAt, DateTimeOffset UpdatedAt);
