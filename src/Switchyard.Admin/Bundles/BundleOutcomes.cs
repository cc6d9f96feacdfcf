using Switchyard.Model.Bundles;

namespace Switchyard.Admin.Bundles;

/// <summary>What a settled status says of the start or respawn that was asked for.</summary>
internal static class BundleOutcomes
{
    /// <summary>The reason of a node that does not run an exclusive bundle: what matters is how it fares where it runs.</summary>
    public const string Elsewhere = "elsewhere";

    /// <summary>Why it failed, for people; null when it went well. One that starts with its first call has nothing to fail yet.</summary>
    public static string? ErrorOf(BundleStatus status) => status switch
    {
        { LastError: { } error } => error,
        { Reason: BundleProblems.CredentialsMissing } => "A required credential is missing.",
        { Reason: BundleProblems.SettingsMissing } => "A required setting of the archive is missing.",
        { Reason: "sign_in_required" or "sign_in_pending" or "sign_in_lost" } => "Somebody has to sign in to it first.",
        { State: BundleState.Crashed or BundleState.Dead } => $"It is {BundleStates.NameOf(status.State)}: {status.Reason}.",
        _ => null,
    };
}
