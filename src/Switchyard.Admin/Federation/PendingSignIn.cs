namespace Switchyard.Admin.Federation;

/// <summary>A sign-in that is under way, as the browser keeps it, sealed.</summary>
/// <param name="State">Comes back with the answer; only this browser has the same.</param>
/// <param name="Nonce">Comes back within the id token.</param>
/// <param name="Verifier">Proves to the issuer that the code is used by whoever asked for it (RFC 7636).</param>
/// <param name="Then">The page that was asked for.</param>
/// <param name="ReturnTo">The address that the issuer sends the browser back to.</param>
/// <param name="ExpiresAt">First instant at which it is too late.</param>
internal sealed record PendingSignIn(string State, string Nonce, string Verifier, string Then, string ReturnTo, DateTimeOffset ExpiresAt);
