using System.Collections.Concurrent;
using System.Text.Json;
using Switchyard.Bundles.Lifecycle;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Catalog;

/// <summary>
/// What each workspace has on offer, and each user where users have connections of their own: the tools of its bundles, filtered and sorted, as they were listed last. Reading costs one look at a version; what changed is put together again by the first reader after
/// the change.
/// </summary>
/// <param name="supervisor">The bundles.</param>
internal sealed class WorkspaceCatalog(BundleSupervisor supervisor)
{
    private const int MostKept = 10_000;

    private readonly ConcurrentDictionary<(string Workspace, Guid? User), Entry> _offers = new();

    /// <summary>Offers that are kept.</summary>
    internal int Kept => _offers.Count;

    /// <summary>What is on offer now. Has bundles that nobody has called yet started, without waiting for them.</summary>
    public ToolOffer Offer(string workspace, Guid? user)
    {
        // One for all who have the same; and one for each who may have another, which he keeps alive by asking.
        var isOwn = user is not null && supervisor.HasOwn(workspace);
        var place = (workspace, isOwn ? user : null);
        var version = supervisor.Changes.Version(workspace);
        var own = isOwn ? supervisor.Of(workspace, user) : null;
        if (_offers.TryGetValue(place, out var known) && known.Version == version)
        {
            return known.Offer;
        }

        var runs = own ?? supervisor.Of(workspace);
        if (runs.Count == 0)
        {
            // Names come from outside: nothing is kept for a workspace that is none.
            _offers.TryRemove(place, out _);
            return ToolOffer.Empty;
        }

        if (_offers.Count >= MostKept)
        {
            _offers.Clear();
        }

        foreach (var run in runs.Where(IsUnknown))
        {
            if (run.TryCall(TimeSpan.Zero))
            {
                run.Look();
            }
        }

        var offer = Compose(runs);
        _offers[place] = new Entry(version, offer);
        return offer;
    }

    /// <summary>As <see cref="Offer"/>, but bundles that nobody has called yet are waited for, all at the same time, no longer than <paramref name="limit"/>.</summary>
    public async Task<ToolOffer> OfferAsync(string workspace, Guid? user, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        var offer = Offer(workspace, user);
        var starting = supervisor.Of(workspace, user).Where(static run => IsUnknown(run) || (run.Tools.Count == 0 && run.Status.Current.State == BundleState.Starting)).ToList();
        if (starting.Count == 0)
        {
            return offer;
        }

        try
        {
            await Task.WhenAll(starting.Select(supervisor.LookAsync)).WaitAsync(limit, time, cancellationToken);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // One that is slow hides no other.
        }

        return Offer(workspace, user);
    }

    /// <summary>The tool of a full name, or null.</summary>
    public OfferedTool? Find(string workspace, Guid? user, string fullName) => Offer(workspace, user).Tools.FirstOrDefault(tool => tool.FullName == fullName);

    /// <summary>Whether nobody has called it yet in this life of the node, so that its tools are not known.</summary>
    private static bool IsUnknown(BundleRun run) =>
        !run.IsKnown && run.Status.Current.State == BundleState.Stopped && run.Wanted is { } wanted && Deciding.WhyNotRunnable(wanted, null) is null;

    private static ToolOffer Compose(IReadOnlyList<BundleRun> runs)
    {
        var tools = new List<OfferedTool>();
        var unlisted = new List<UnlistedBundle>();
        foreach (var run in runs)
        {
            if (run.Wanted is not { } wanted)
            {
                continue;
            }

            var status = run.Status.Current;
            if (Deciding.WhyNotRunnable(wanted, run.Current?.Config) is { } reason)
            {
                unlisted.Add(new UnlistedBundle(run.Key.Bundle, reason));
            }
            else if (!run.IsKnown)
            {
                unlisted.Add(new UnlistedBundle(run.Key.Bundle, status.Reason));
            }
            else
            {
                tools.AddRange(run.Tools.Where(tool => !tool.IsQuarantined && IsOffered(wanted.Definition, tool.Name)).Select(tool => Offered(run.Key, tool)));
            }
        }

        tools.Sort(static (one, two) => string.CompareOrdinal(one.FullName, two.FullName));
        return new ToolOffer(tools, unlisted);
    }

    /// <summary>Deny wins over allow; with only allow the rest is out, with only deny the rest is in.</summary>
    private static bool IsOffered(BundleDefinition definition, string tool) =>
        !definition.Deny.Any(pattern => BundlePattern.IsMatch(pattern, tool)) && (definition.Allow.Count == 0 || definition.Allow.Any(pattern => BundlePattern.IsMatch(pattern, tool)));

    private static OfferedTool Offered(BundleKey key, BundleTool tool)
    {
        var name = $"{key.Bundle}__{tool.Name}";
        return new OfferedTool(key, name, ModelNames.Of(name), tool, IsRepeatable(tool));
    }

    private static bool IsRepeatable(BundleTool tool)
    {
        using var definition = JsonDocument.Parse(tool.Definition);
        return definition.RootElement.ValueKind == JsonValueKind.Object
            && definition.RootElement.TryGetProperty("annotations", out var hints)
            && hints.ValueKind == JsonValueKind.Object
            && (Says(hints, "readOnlyHint") || Says(hints, "idempotentHint"));
    }

    private static bool Says(JsonElement hints, string name) => hints.TryGetProperty(name, out var hint) && hint.ValueKind == JsonValueKind.True;

    private sealed record Entry(long Version, ToolOffer Offer);
}
