using Switchyard.Bundles.Leases;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Lifecycle;

/// <summary>
/// Decides what is done next for a bundle. Pure: the same situation has the same answer, whatever led to it, so changes, crashes, calls and operators all take this one way, and what happened while a step was
/// under way is seen by the next look.
/// </summary>
internal static class Deciding
{
    /// <summary>The next step.</summary>
    public static Step Next(Situation situation)
    {
        var isOver = situation.Wanted is null || situation.IsShuttingDown || WhyNotRunnable(situation.Wanted, situation.Running) is not null;
        if (situation.HasWay && (isOver || situation.IsWayOver || !situation.IsBarred))
        {
            return Step.Leave;
        }

        if (isOver || (situation.IsBarred && (situation.Running is not null || situation.State != BundleState.Stopped)))
        {
            return End(situation);
        }

        var wanted = situation.Wanted!;
        if (situation.IsBarred)
        {
            var isWanted = situation.IsCalled || situation.IsReachDue;
            return isWanted && !situation.HasWay && situation.Standing == LeaseStanding.Elsewhere ? Step.Reach : Step.None;
        }

        return situation.Running is { } running ? Keep(situation, wanted, running) : Begin(situation, wanted);
    }

    /// <summary>Why a bundle is not to run, a stable code; null when it may.</summary>
    public static string? WhyNotRunnable(BundleConfig wanted, BundleConfig? running)
    {
        if (!wanted.Enabled)
        {
            return BundleReasons.Operator;
        }

        if (wanted.Definition.IsPerUser && wanted.User is null)
        {
            return BundleReasons.PerUser;
        }

        if (wanted.MissingCredentials().Any())
        {
            return BundleReasons.CredentialsMissing;
        }

        if (wanted.Definition.MissingSettings().Any())
        {
            return BundleReasons.SettingsMissing;
        }

        if (wanted.SignIn is { State: not BundleAuthorization.Ok } standing)
        {
            return ReasonOf(standing.State);
        }

        // A definition that can not be used is no reason to end what serves.
        return running is null ? wanted.Error : null;
    }

    /// <summary>Whether a server that was started with <paramref name="running"/> does not do what <paramref name="wanted"/> says, and only a new one will.</summary>
    public static bool IsOutdated(BundleConfig running, BundleConfig wanted) =>
        running.Credentials.Version != wanted.Credentials.Version || running.SignIn?.Serial != wanted.SignIn?.Serial || !Started(running.Definition).Equals(Started(wanted.Definition));

    /// <summary>Whether a server that was started with <paramref name="running"/> holds what was taken away: a credential, or the tokens of a sign-in that was forgotten or is another one by now.</summary>
    public static bool IsRevoked(BundleConfig running, BundleConfig wanted) =>
        wanted.Credentials.Revoked > running.Credentials.Revoked || (running.SignIn is { Serial: { } serial } && wanted.SignIn?.Serial != serial);

    /// <summary>Why a bundle can not run while somebody stands like that with its authorization server.</summary>
    public static string ReasonOf(BundleAuthorization state) => state switch
    {
        BundleAuthorization.Pending => BundleReasons.SignInPending,
        BundleAuthorization.Lost => BundleReasons.SignInLost,
        _ => BundleReasons.SignInRequired,
    };

    private static Step End(Situation situation)
    {
        if (situation.Running is { } running)
        {
            return situation.IsBarred || (situation.Wanted is { } wanted && IsRevoked(running, wanted)) ? Step.CutAndStop : Step.Stop;
        }

        return situation.State == BundleState.Stopped ? Step.None : Step.Rest;
    }

    private static Step Keep(Situation situation, BundleConfig wanted, BundleConfig running)
    {
        if (IsRevoked(running, wanted))
        {
            return Step.CutAndReplace;
        }

        if (situation.HasEnded)
        {
            return Step.Crash;
        }

        var isAsked = wanted.Respawns > situation.SeenRespawns;
        var isChanged = wanted.Error is null && (isAsked || (IsOutdated(running, wanted) && situation.Hold == Hold.None)) && !HasFailed(situation, wanted);
        if (!isChanged && !situation.IsUnresponsive)
        {
            return Step.None;
        }

        return wanted.Definition.Exclusive || running.Definition.Exclusive ? Step.Replace : Step.Respawn;
    }

    private static Step Begin(Situation situation, BundleConfig wanted)
    {
        var isAsked = situation.IsCalled || wanted.Respawns > situation.SeenRespawns;
        var begins = situation.State == BundleState.Stopped
            ? isAsked || wanted.Definition.Eager
            : isAsked || situation.IsDue || (situation.Failed is { } failed && IsOutdated(failed, wanted));
        return begins ? Step.Start : Step.None;
    }


    private static bool HasFailed(Situation situation, BundleConfig wanted) =>
        situation.Failed is { } failed && !IsOutdated(failed, wanted) && wanted.Respawns <= situation.SeenRespawns;

    /// <summary>The part of a definition that a running server can not take over.</summary>
    private static BundleDefinition Started(BundleDefinition definition) => definition with
    {
        DisplayName = "",
        Protected = false,
        Eager = false,
        Exclusive = false,
        Serial = false,
        PinTools = false,
        Allow = [],
        Deny = [],
        Credentials = [.. definition.Credentials.Select(field => field with { Description = "", Required = false })],
        Limits = definition.Limits with { Calls = 0, Log = 0 },
        Timeouts = definition.Timeouts with { Start = null, Drain = default, Gap = default, Call = default },
    };
}
