using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Lifecycle;

/// <summary>
/// A change of a definition that several workspaces share. It reaches one workspace first and then four at a time; when it fails in one, those that have not had it yet keep what they run and say why. A bundle that
/// is respawned by hand, or whose definition changes again, is not held back by it.
/// </summary>
internal sealed class SharedChange
{
    private const int AtOnce = 4;

    private readonly IReadOnlyList<BundleRun> _runs;

    private SharedChange(IReadOnlyList<BundleRun> runs) => _runs = runs;

    /// <summary>The bundles it concerns, in the order in which they have it.</summary>
    public IEnumerable<BundleKey> Keys => _runs.Select(static run => run.Key);

    /// <summary>The changes that concern more than one running bundle of the same definition and name.</summary>
    /// <param name="wanted">What is asked for now.</param>
    /// <param name="find">The bundles so far.</param>
    public static IReadOnlyList<SharedChange> Among(IReadOnlyList<BundleConfig> wanted, Func<BundleKey, BundleRun?> find)
    {
        var changed = new Dictionary<(string Name, BundleDefinition Definition), List<BundleRun>>();
        foreach (var bundle in wanted)
        {
            // Only what a definition changes: credentials are of one workspace each, and what was revoked waits for nobody.
            if (find(bundle.Key) is { Local: { } current } run && run.Wanted is { } before && !before.Definition.Equals(bundle.Definition) && Deciding.IsOutdated(current.Config, bundle))
            {
                if (!changed.TryGetValue((bundle.Key.Bundle, bundle.Definition), out var runs))
                {
                    changed[(bundle.Key.Bundle, bundle.Definition)] = runs = [];
                }

                runs.Add(run);
            }
        }

        return [.. changed.Values.Where(static runs => runs.Count > 1).Select(static runs => new SharedChange([.. runs.OrderBy(run => run.Key.Workspace, StringComparer.Ordinal)]))];
    }

    /// <summary>Lets the change reach one after the other. Never fails.</summary>
    /// <param name="revision">The revision that brought it.</param>
    /// <param name="look">Looks at a bundle and completes when nothing more can be done for it.</param>
    public async Task RunAsync(long revision, Func<BundleRun, Task> look)
    {
        var failed = await TryAsync(_runs[0], revision, look) ? null : _runs[0];
        foreach (var next in _runs.Skip(1).Chunk(AtOnce))
        {
            if (failed is not null)
            {
                Array.ForEach(next, run => run.Release(revision, $"Not tried: the same change failed in workspace '{failed.Key.Workspace}'."));
                continue;
            }

            var outcomes = await Task.WhenAll(next.Select(run => TryAsync(run, revision, look)));
            failed = next.Zip(outcomes).Where(static pair => !pair.Second).Select(static pair => pair.First).FirstOrDefault();
        }
    }

    private static async Task<bool> TryAsync(BundleRun run, long revision, Func<BundleRun, Task> look)
    {
        run.Release(revision, failure: null);
        await look(run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // One that was stopped, removed or changed again meanwhile says nothing about the change.
        return run.Local is not { } current || run.Wanted is not { } wanted || !Deciding.IsOutdated(current.Config, wanted);
    }
}
