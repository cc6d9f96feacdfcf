using Switchyard.Admin.Problems;
using Switchyard.Model.Bundles;

namespace Switchyard.Admin.Bundles;

/// <summary>Refusals of sign-ins. Their codes are those of <see cref="SignInFaults"/>.</summary>
internal static class SignInProblems
{
    public static Problem Of(SignInException refusal) => refusal.Code switch
    {
        SignInFaults.AlreadySignedIn => new Problem(409, refusal.Code, "Already signed in", refusal.Message),
        SignInFaults.NotNeeded => new Problem(409, refusal.Code, "No sign-in needed", refusal.Message),
        SignInFaults.NotPossible or SignInFaults.ClientNeeded => new Problem(422, refusal.Code, "No sign-in possible", refusal.Message),
        SignInFaults.Unreachable => new Problem(504, refusal.Code, "No answer of a server", refusal.Message),
        _ => new Problem(502, refusal.Code, "No sign-in with these servers", refusal.Message),
    };

    public static Problem User(string detail) => new(422, "invalid_user", "Another user is needed", detail) { Errors = [new ProblemError("user", detail)] };
}
