using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Authorization;

/// <summary>How everybody stands with the authorization servers of bundles, as far as this node has heard. Asking costs a look-up.</summary>
internal interface ISignInBook
{
    /// <summary>How the user (<see cref="BundleConfig.User"/>), or the workspace, stands; null when nothing is known of a sign-in that would be needed.</summary>
    SignInStanding? Of(BundleConfig bundle);

    /// <summary>Users of whom something is known for a bundle that each signs in to.</summary>
    IReadOnlyCollection<Guid> UsersOf(BundleKey bundle);

    /// <summary>Calls <paramref name="changed"/> whenever somebody has come to stand otherwise with a bundle. It must neither block nor throw.</summary>
    void Watch(Action<BundleKey> changed);
}
