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
        fields.Finish();
        return settings;
    }
}
