using Switchyard.Model.Bundles;
using Switchyard.Model.Validation;

namespace Switchyard.Configuration.Sources.File.Sections;

/// <summary>Reads <c>server.bundles</c>. A field that is absent has its default.</summary>
internal static class BundleSettingsSection
{
    /// <summary>Most commands of the list.</summary>
    public const int MaxCommands = 1000;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static BundleSettings Read(JsonFields fields)
    {
        var (defaults, before) = (BundleSettings.Default, fields.Faults.Count);
        var (backoff, burst, probe, lease) = (fields.Object("backoff"), fields.Object("burst"), fields.Object("probe"), fields.Object("lease"));
        var (auth, revalidate) = (fields.Object("auth"), fields.Object("revalidate"));
        var settings = new BundleSettings
        {
            BackoffFirst = backoff.Duration("first", defaults.BackoffFirst, Shortest, Hour),
            BackoffLongest = backoff.Duration("longest", defaults.BackoffLongest, Shortest, Hour),
            BackoffReset = backoff.Duration("reset", defaults.BackoffReset, Shortest, Hour),
            BurstCount = burst.Whole("count", defaults.BurstCount, 1, 1000),
            BurstWithin = burst.Duration("within", defaults.BurstWithin, Shortest, Hour),
            Rearm = fields.Duration("rearm", defaults.Rearm, Shortest, Day),
            ConcurrentStarts = fields.Whole("concurrentStarts", defaults.ConcurrentStarts, 1, 1000),
            ProbeEvery = probe.Duration("every", defaults.ProbeEvery, Shortest, Day),
            ProbeTimeout = probe.Duration("timeout", defaults.ProbeTimeout, Shortest, Hour),
            ProbeMisses = probe.Whole("misses", defaults.ProbeMisses, 1, 100),
            Recover = fields.Duration("recover", defaults.Recover, Shortest, Hour),
            PageSize = fields.Whole("pageSize", defaults.PageSize, 1, 10_000),
            Commands = fields.Texts("commands", MaxCommands, BundleRules.MaxPlaceLength) ?? [],
            Lease = lease.Duration("time", defaults.Lease, TimeSpan.FromMilliseconds(100), Hour),
            LeaseRenew = lease.Duration("renew", defaults.LeaseRenew, Shortest, Hour),
            SignInStart = auth.Duration("start", defaults.SignInStart, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10)),
            SignInState = auth.Duration("state", defaults.SignInState, TimeSpan.FromSeconds(1), Hour),
            SignInCallback = Callback(auth),
            RevalidateEvery = revalidate.Duration("every", defaults.RevalidateEvery, TimeSpan.FromMilliseconds(100), Day),
            RevalidateParallel = revalidate.Whole("parallel", defaults.RevalidateParallel, 1, 1000),
            RevalidateLosses = revalidate.Whole("losses", defaults.RevalidateLosses, 1, 100),
            RevalidateFloor = revalidate.Whole("floor", defaults.RevalidateFloor, 0, 1_000_000),
            RevalidateShare = revalidate.Whole("share", defaults.RevalidateShare, 0, 100),
        };
        if (fields.Faults.Count == before && settings.BackoffLongest < settings.BackoffFirst)
        {
            backoff.Fault("longest", $"Is shorter than first ({Durations.Format(settings.BackoffFirst)}).");
        }

        if (fields.Faults.Count == before && settings.Lease <= settings.LeaseRenew * 2)
        {
            lease.Fault("time", $"Is {Durations.Format(settings.Lease)}; it must be longer than twice renew, which is {Durations.Format(settings.LeaseRenew * 2)}.");
        }

        backoff.Finish();
        burst.Finish();
        probe.Finish();
        lease.Finish();
        auth.Finish();
        revalidate.Finish();
        fields.Finish();
        return settings;
    }

    private static string? Callback(JsonFields auth)
    {
        if (auth.Text("callback", BundleRules.MaxPlaceLength) is not { } callback)
        {
            return null;
        }

        if (BundleRules.UrlFault(callback, insecure: true) is { } fault)
        {
            auth.Fault("callback", fault);
        }
        else if (callback.Contains('?', StringComparison.Ordinal))
        {
            auth.Fault("callback", "Must have no query.");
        }

        return callback;
    }
}
