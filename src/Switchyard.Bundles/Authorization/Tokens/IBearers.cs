using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Authorization.Tokens;

/// <summary>Gives each connection its bearer.</summary>
internal interface IBearers
{
    /// <summary>The bearer of a connection; null for one that is not signed in to.</summary>
    /// <param name="bundle">What is connected to, for whom (<see cref="BundleConfig.User"/>), by which sign-in (<see cref="BundleConfig.SignIn"/>).</param>
    IBearer? Of(BundleConfig bundle);
}
