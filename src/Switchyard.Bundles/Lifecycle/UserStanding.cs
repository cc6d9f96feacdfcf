using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Lifecycle;

/// <summary>How a bundle is for one user.</summary>
/// <param name="SignIn">How he stands with its authorization server.</param>
/// <param name="Status">His connection on this node; null when there is none.</param>
internal readonly record struct UserStanding(BundleAuthorization SignIn, BundleStatus? Status);
