namespace Switchyard.Admin.Bundles;

/// <summary>A sign-in that waits for a person.</summary>
/// <param name="AuthorizationUrl">Where the person goes with a browser. It is for that person alone.</param>
/// <param name="ExpiresAt">Until when.</param>
internal sealed record SignInStartView(string AuthorizationUrl, DateTimeOffset ExpiresAt);
