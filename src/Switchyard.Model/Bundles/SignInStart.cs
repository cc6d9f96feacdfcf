namespace Switchyard.Model.Bundles;

/// <summary>A sign-in that waits for a person.</summary>
/// <param name="Url">Where the person goes with a browser. Whoever has it can sign the bundle in, so it is for that person alone.</param>
/// <param name="ExpiresAt">Until when.</param>
public sealed record SignInStart(string Url, DateTimeOffset ExpiresAt);
