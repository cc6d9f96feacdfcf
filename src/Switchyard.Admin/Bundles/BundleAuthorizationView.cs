namespace Switchyard.Admin.Bundles;

/// <summary>How a remote bundle is signed in to.</summary>
/// <param name="Per"><c>workspace</c> or <c>user</c>: whose sign-in it is.</param>
/// <param name="ClientId">The client that the authorization server knows Switchyard by; null: it registers itself.</param>
/// <param name="Scopes">What is asked for; empty: what the server says it needs.</param>
internal sealed record BundleAuthorizationView(string? Per = null, string? ClientId = null, IReadOnlyList<string>? Scopes = null);
