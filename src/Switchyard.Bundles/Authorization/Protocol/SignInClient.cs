using Switchyard.Model.Secrets;

namespace Switchyard.Bundles.Authorization.Protocol;

/// <summary>What an authorization server knows Switchyard by.</summary>
/// <param name="Id">The client id.</param>
/// <param name="Secret">Its secret; null for a public client.</param>
/// <param name="InHeader">Whether the secret goes into the header (<c>client_secret_basic</c>) instead of the body.</param>
internal sealed record SignInClient(string Id, Secret? Secret = null, bool InHeader = true);
