using Switchyard.Bundles.Authorization.Protocol;
using Switchyard.Model.Secrets;

namespace Switchyard.Bundles.Authorization.Tokens;

/// <summary>What the end of a sign-in needs of its beginning.</summary>
/// <param name="Url">Where the person was sent; it has the state.</param>
/// <param name="Verifier">Proves that the code is Switchyard's.</param>
/// <param name="Client">What the authorization server knows Switchyard by.</param>
/// <param name="Endpoint">Where tokens are had.</param>
/// <param name="Issuer">The authorization server.</param>
/// <param name="NamesItself">Whether it has to say who it is.</param>
/// <param name="Resource">What the tokens are for.</param>
/// <param name="Callback">Where the person is sent back to.</param>
internal sealed record PendingSignIn(Secret Url, Secret Verifier, SignInClient Client, Uri Endpoint, string Issuer, bool NamesItself, string Resource, string Callback);
