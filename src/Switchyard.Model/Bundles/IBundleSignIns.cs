namespace Switchyard.Model.Bundles;

/// <summary>The sign-ins of remote bundles. The data plane implements it; the control plane begins, completes and forgets them.</summary>
public interface IBundleSignIns
{
    /// <summary>
    /// Begins a sign-in, or gives the one that is under way: there is one at a time for each bundle and user. It ends by <see cref="CompleteAsync"/>, or by its time (<c>server.bundles.auth.state</c>).
    /// </summary>
    /// <exception cref="SignInException">It can not begin: somebody is signed in already (<c>already_signed_in</c>), or the servers do not allow it.</exception>
    Task<SignInStart> StartAsync(SignInRequest request, CancellationToken cancellationToken);

    /// <summary>Takes what an authorization server sent the browser back with, and gets the tokens. Whatever comes of it, the state is used up.</summary>
    /// <exception cref="SignInException">Nobody is signed in by it.</exception>
    Task<BundleKey> CompleteAsync(SignInReturn answer, CancellationToken cancellationToken);

    /// <summary>Forgets a sign-in and one that is under way; what runs by it ends on every node. False when there was neither.</summary>
    Task<bool> ForgetAsync(BundleKey bundle, Guid? user, string by, CancellationToken cancellationToken);

    /// <summary>Who is signed in to a bundle, or was, or is about to be; sorted by user, the workspace's own first.</summary>
    Task<IReadOnlyList<SignInEntry>> ListAsync(BundleKey bundle, CancellationToken cancellationToken);
}
