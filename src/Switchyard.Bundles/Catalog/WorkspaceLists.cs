using System.Runtime.CompilerServices;
using Switchyard.Bundles.Lifecycle;

namespace Switchyard.Bundles.Catalog;

/// <summary>
/// The resources, resource templates and prompts of the bundles of workspaces. Each list is read from its server when somebody asks, once for all who ask at the same time, and kept until the server says that it changed, another
/// server is in service, or, if the server does not tell, for half a minute. What can not be read now is what it was.
/// </summary>
/// <param name="supervisor">The bundles.</param>
/// <param name="reader">Reads lists.</param>
/// <param name="time">Clock.</param>
internal sealed class WorkspaceLists(BundleSupervisor supervisor, ListReader reader, TimeProvider time)
{
    private static readonly TimeSpan UntoldFor = TimeSpan.FromSeconds(30);

    // What is known of a bundle goes with it.
    private readonly ConditionalWeakTable<BundleRun, Memory> _memories = [];

    /// <summary>What the server in service can do; when none is, what the last one could.</summary>
    public ServerTraits TraitsOf(BundleRun run)
    {
        var memory = _memories.GetOrCreateValue(run);
        lock (memory)
        {
            return TraitsOf(run.Current, memory);
        }
    }

    /// <summary>What the servers that a user has in a workspace can do, taken together.</summary>
    public ServerTraits TraitsOf(string workspace, Guid? user) => supervisor.Of(workspace, user).Select(TraitsOf).Aggregate(
        ServerTraits.None,
        static (all, one) => all with { Resources = all.Resources || one.Resources, Prompts = all.Prompts || one.Prompts, Completions = all.Completions || one.Completions, Tasks = all.Tasks | one.Tasks });

    /// <summary>The lists of one kind of all bundles that a user has in a workspace and that have some, sorted by the names of the bundles. One that can not be read hides no other.</summary>
    public async Task<IReadOnlyList<(BundleRun Run, IReadOnlyList<ListedItem> Items)>> ReadAsync(string workspace, Guid? user, ListKind kind, CancellationToken cancellationToken)
    {
        var runs = supervisor.Of(workspace, user).Where(run => TraitsOf(run).Has(kind)).ToArray();
        var lists = await Task.WhenAll(runs.Select(run => ListAsync(run, kind))).WaitAsync(cancellationToken);
        return [.. runs.Zip(lists)];
    }

    private Task<IReadOnlyList<ListedItem>> ListAsync(BundleRun run, ListKind kind)
    {
        var memory = _memories.GetOrCreateValue(run);
        lock (memory)
        {
            var known = memory.Lists.GetValueOrDefault(kind);
            if (run.Current is not { HasEnded: false } current)
            {
                return Task.FromResult(known?.Before ?? []);
            }

            if (known is not null && known.IsOf(current, run.ListChanges) && (!known.Reading.IsCompleted || (known.IsWhole && (TraitsOf(current, memory).Tells(kind) || time.GetElapsedTime(known.Since) < UntoldFor))))
            {
                return known.Reading;
            }

            var list = new List(current, run.ListChanges, time.GetTimestamp()) { Before = known?.Before ?? [] };
            memory.Lists[kind] = list;
            list.Reading = list.ReadAsync(reader, run, kind);
            return list.Reading;
        }
    }

    private static ServerTraits TraitsOf(Incarnation? current, Memory memory)
    {
        if (current is not null && current != memory.Of)
        {
            (memory.Of, memory.Traits) = (current, ServerTraits.Of(current.Server.Initialization));
        }

        return memory.Traits;
    }

    private sealed class Memory
    {
        public Incarnation? Of { get; set; }

        public ServerTraits Traits { get; set; } = ServerTraits.None;

        public Dictionary<ListKind, List> Lists { get; } = [];
    }

    private sealed class List(Incarnation server, long changes, long since)
    {
        private volatile bool _isWhole;

        public long Since => since;

        /// <summary>Whether it was read to its end.</summary>
        public bool IsWhole => _isWhole;

        /// <summary>What was read last.</summary>
        public IReadOnlyList<ListedItem> Before { get; set; } = [];

        public Task<IReadOnlyList<ListedItem>> Reading { get; set; } = Task.FromResult<IReadOnlyList<ListedItem>>([]);

        public bool IsOf(Incarnation other, long changesNow) => server == other && changes == changesNow;

        public async Task<IReadOnlyList<ListedItem>> ReadAsync(ListReader reader, BundleRun run, ListKind kind)
        {
            // Begun by whoever holds the lock; the server is not asked under it.
            await Task.Yield();
            if (await reader.ReadAsync(run, kind) is { } items)
            {
                Before = items;
                _isWhole = true;
            }

            return Before;
        }
    }
}
