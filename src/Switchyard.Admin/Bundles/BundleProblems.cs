using Switchyard.Admin.Problems;
using Switchyard.Model.Bundles;
using Switchyard.Model.Validation;

namespace Switchyard.Admin.Bundles;

/// <summary>Refusals that only bundles know.</summary>
internal static class BundleProblems
{
    public const string CredentialsMissing = "credentials_missing";

    public const string SettingsMissing = "settings_missing";

    public static ProblemException NotFound(string bundle) => new(new Problem(
        404, "bundle_not_found", "No such bundle", BundleRules.NameFault(bundle) is null ? $"The workspace has no bundle '{bundle}'." : "The workspace has no such bundle."));

    public static ProblemException Protected(BundleKey key) => new(new Problem(
        409, "bundle_protected", "Protected", $"The bundle '{key}' is protected: it is neither respawned nor stopped nor removed. What runs is untouched."));

    public static ProblemException Invalid(FaultList faults) => new(Unprocessable("invalid_bundle", "The definition is not valid", faults));

    public static ProblemException InvalidCredentials(FaultList faults) => new(Unprocessable("invalid_credentials", "The credentials are not valid; nothing was stored", faults));

    public static ProblemException NoCredentials(BundleKey key) => new(new Problem(
        422, "no_credentials", "Takes no credentials", $"The definition of the bundle '{key}' has no credential fields."));

    private static Problem Unprocessable(string code, string title, FaultList faults) =>
        new(422, code, title, faults.Count == 1 ? faults.First().Detail : $"There are {faults.Count} faults; see errors.")
        {
            Errors = [.. faults.Select(fault => new ProblemError(fault.Field, fault.Detail) { Path = fault.Field })],
        };
}
