using Switchyard.Storage.Bundles;

namespace Switchyard.Bundles.Authorization.Tokens;

/// <summary>What came of a look at the tokens of a sign-in.</summary>
/// <param name="Held">Tokens that are good, or null.</param>
/// <param name="Lost">The sign-in that gives no tokens any more; null if it does, or is not there. Whether it counts as lost is for the caller to say.</param>
/// <param name="Reason">Why, see <see cref="Model.Bundles.SignInFaults"/>; null if it is not lost.</param>
internal sealed record TokenOutcome(HeldToken? Held, SignInRow? Lost = null, string? Reason = null)
{
    /// <summary>There is no such sign-in, or it was lost before.</summary>
    public static TokenOutcome Gone { get; } = new((HeldToken?)null);
}
