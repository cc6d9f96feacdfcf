namespace Switchyard.Bundles.Authorization.Protocol;

/// <summary>An authorization server, and what a bundle's server wants of it.</summary>
/// <param name="Issuer">Its name, exactly as it says it.</param>
/// <param name="Authorize">Where people sign in.</param>
/// <param name="Token">Where tokens are had.</param>
/// <param name="Register">Where clients register themselves, or null.</param>
/// <param name="NamesItself">Whether it says who it is when it sends people back (RFC 9207).</param>
/// <param name="Resource">What tokens are to be for.</param>
/// <param name="Scope">What is to be asked for; null for nothing in particular.</param>
internal sealed record AuthorizationServer(string Issuer, Uri Authorize, Uri Token, Uri? Register, bool NamesItself, string Resource, string? Scope);
