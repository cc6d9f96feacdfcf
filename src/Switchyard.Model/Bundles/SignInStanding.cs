namespace Switchyard.Model.Bundles;

/// <summary>How one user, or a whole workspace, stands with the authorization server of a bundle.</summary>
/// <param name="State">Never <see cref="BundleAuthorization.None"/>.</param>
/// <param name="Serial">Which sign-in it is: another one has another number, renewals of its tokens do not. Null where nobody has signed in.</param>
/// <param name="Reason">Why a sign-in was lost, a stable code; null otherwise.</param>
public sealed record SignInStanding(BundleAuthorization State, Guid? Serial = null, string? Reason = null)
{
    /// <summary>Somebody has to sign in.</summary>
    public static SignInStanding Required { get; } = new(BundleAuthorization.Required);
}
