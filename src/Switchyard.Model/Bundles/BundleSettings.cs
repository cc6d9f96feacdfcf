namespace Switchyard.Model.Bundles;

/// <summary>How nodes run bundles (section <c>server.bundles</c>). It concerns nodes alone and is not sent to gateways.</summary>
public sealed record BundleSettings
{
    /// <summary>The defaults.</summary>
    public static BundleSettings Default { get; } = new();

    /// <summary>Wait before a crashed bundle is started again; each further one is up to twice as long. 10 ms to 1 h.</summary>
    public TimeSpan BackoffFirst { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest such wait; not shorter than <see cref="BackoffFirst"/>. 10 ms to 1 h.</summary>
    public TimeSpan BackoffLongest { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Time of health after which the waits begin anew. 10 ms to 1 h.</summary>
    public TimeSpan BackoffReset { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Failures within <see cref="BurstWithin"/> after which a bundle is dead. 1 to 1,000.</summary>
    public int BurstCount { get; init; } = 5;

    /// <summary>Time within which failures are counted. 10 ms to 1 h.</summary>
    public TimeSpan BurstWithin { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Time between two tries of a dead bundle. 10 ms to 1 d.</summary>
    public TimeSpan Rearm { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Bundles that a node starts at once. 1 to 1,000.</summary>
    public int ConcurrentStarts { get; init; } = 4;

    /// <summary>Time between two probes of a running bundle, give or take a fifth. 10 ms to 1 d.</summary>
    public TimeSpan ProbeEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest time of one probe. 10 ms to 1 h.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Failed probes in a row after which a bundle is restarted. 1 to 100.</summary>
    public int ProbeMisses { get; init; } = 2;

    /// <summary>Least time between two recoveries that calls ask for. 10 ms to 1 h.</summary>
    public TimeSpan Recover { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Tools on a page of <c>tools/list</c>. 1 to 10,000.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>
    /// The only commands that definitions may have, compared as they are written; empty for any. What an archive runs is in it, so that it is not its command that counts: it is allowed by <c>mcpb:</c> and its SHA-256.
    /// </summary>
    public IReadOnlyList<string> Commands { get; init; } = [];

    /// <summary>How long a node owns an exclusive bundle without renewing it; longer than twice <see cref="LeaseRenew"/>. 100 ms to 1 h.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Time between two renewals. 10 ms to 1 h.</summary>
    public TimeSpan LeaseRenew { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest time from the wish to sign in to the address for it. 100 ms to 10 min.</summary>
    public TimeSpan SignInStart { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a sign-in waits for its person. 1 s to 1 h.</summary>
    public TimeSpan SignInState { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Address of the control plane as browsers reach it, which authorization servers send them back to; null for the one that the sign-in was asked for at.</summary>
    public string? SignInCallback { get; init; }

    /// <summary>Time between two checks of all sign-ins, give or take a fifth. 100 ms to 1 d.</summary>
    public TimeSpan RevalidateEvery { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Sign-ins that are checked at once. 1 to 1,000.</summary>
    public int RevalidateParallel { get; init; } = 8;

    /// <summary>Failed checks in a row after which a sign-in is lost. 1 to 100.</summary>
    public int RevalidateLosses { get; init; } = 2;

    /// <summary>So many, or <see cref="RevalidateShare"/> of all, may be lost in one check; if more would be, none is. 0 to 1,000,000.</summary>
    public int RevalidateFloor { get; init; } = 5;

    /// <summary>In percent, see <see cref="RevalidateFloor"/>. 0 to 100.</summary>
    public int RevalidateShare { get; init; } = 50;

    /// <summary>Whether <paramref name="definition"/> runs nothing that is not allowed.</summary>
    public bool Allows(BundleDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var command = definition.Type == BundleType.Mcpb ? $"mcpb:{definition.Archive}" : definition.Command;
        return command is null || Commands.Count == 0 || Commands.Contains(command, StringComparer.Ordinal);
    }

    /// <inheritdoc />
    public bool Equals(BundleSettings? other) =>
        other is not null && BackoffFirst == other.BackoffFirst && BackoffLongest == other.BackoffLongest && BackoffReset == other.BackoffReset
        && BurstCount == other.BurstCount && BurstWithin == other.BurstWithin && Rearm == other.Rearm && ConcurrentStarts == other.ConcurrentStarts
        && ProbeEvery == other.ProbeEvery && ProbeTimeout == other.ProbeTimeout && ProbeMisses == other.ProbeMisses && Recover == other.Recover
        && PageSize == other.PageSize && Commands.SequenceEqual(other.Commands, StringComparer.Ordinal) && Lease == other.Lease && LeaseRenew == other.LeaseRenew
        && SignInStart == other.SignInStart && SignInState == other.SignInState && SignInCallback == other.SignInCallback
        && RevalidateEvery == other.RevalidateEvery && RevalidateParallel == other.RevalidateParallel && RevalidateLosses == other.RevalidateLosses
        && RevalidateFloor == other.RevalidateFloor && RevalidateShare == other.RevalidateShare;

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(BackoffFirst, BurstCount, ConcurrentStarts, ProbeEvery, PageSize, Commands.Count);
}
