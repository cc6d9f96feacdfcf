using Switchyard.Bundles.Authorization.Protocol;
using Switchyard.Model.Secrets;

namespace Switchyard.Bundles.Authorization.Tokens;

/// <summary>The secret half of a sign-in: its tokens, and how they are renewed.</summary>
/// <param name="Access">Shown to the bundle's server alone.</param>
/// <param name="Refresh">Shown to the authorization server alone; null: there is none.</param>
/// <param name="Client">What that knows Switchyard by.</param>
/// <param name="Endpoint">Where tokens are renewed.</param>
internal sealed record SignInTokens(Secret Access, Secret? Refresh, SignInClient Client, Uri Endpoint);
