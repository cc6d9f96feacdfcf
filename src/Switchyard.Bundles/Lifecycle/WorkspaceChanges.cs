using System.Collections.Concurrent;

namespace Switchyard.Bundles.Lifecycle;

/// <summary>Counts, per workspace, what changed for those who list its tools, resources and prompts, and tells them.</summary>
internal sealed class WorkspaceChanges
{
    private readonly ConcurrentDictionary<string, long> _versions = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Action>> _watchers = new(StringComparer.Ordinal);
    private readonly List<Action<string>> _all = [];

    /// <summary>Grows with each change; 0 before the first.</summary>
    public long Version(string workspace) => _versions.GetValueOrDefault(workspace);

    /// <summary>Says that something changed.</summary>
    public void Touch(string workspace)
    {
        _versions.AddOrUpdate(workspace, 1, static (_, version) => version + 1);
        Action[] told;
        Action<string>[] all;
        lock (_gate)
        {
            told = _watchers.TryGetValue(workspace, out var watchers) ? [.. watchers] : [];
            all = [.. _all];
        }

        Array.ForEach(told, static watcher => watcher());
        Array.ForEach(all, watcher => watcher(workspace));
    }

    /// <summary>As <see cref="Watch"/>, for every workspace.</summary>
    public IDisposable WatchAll(Action<string> changed)
    {
        lock (_gate)
        {
            _all.Add(changed);
        }

        return new Ending(() =>
        {
            lock (_gate)
            {
                _all.Remove(changed);
            }
        });
    }

    /// <summary>Calls <paramref name="changed"/> after each change until the result is disposed. It must neither block nor throw, and may be called once more after the end.</summary>
    public IDisposable Watch(string workspace, Action changed)
    {
        lock (_gate)
        {
            if (!_watchers.TryGetValue(workspace, out var watchers))
            {
                _watchers[workspace] = watchers = [];
            }

            watchers.Add(changed);
        }

        return new Ending(() => End(workspace, changed));
    }

    private void End(string workspace, Action changed)
    {
        lock (_gate)
        {
            if (_watchers.TryGetValue(workspace, out var watchers) && watchers.Remove(changed) && watchers.Count == 0)
            {
                _watchers.Remove(workspace);
            }
        }
    }

    private sealed class Ending(Action end) : IDisposable
    {
        private int _ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0)
            {
                end();
            }
        }
    }
}
