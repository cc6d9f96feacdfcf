using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Switchyard.Processes;

/// <summary>The children of this process. Made once; whoever made it ends it, and with it whatever child is still there.</summary>
public sealed partial class ProcessHost : IAsyncDisposable
{
    private readonly ProcessSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly LaunchChain _chain;
    private readonly SpawnThread _thread = new();
    private readonly Watchdog _watchdog;
    private readonly LimitSampler _sampler;
    private readonly ConcurrentDictionary<string, ChildProcess> _children = new(StringComparer.Ordinal);
    private long _incarnations;
    private int _disposed;

    /// <summary>Without a child; the watchdog starts with the first one.</summary>
    public ProcessHost(ProcessSettings settings, TimeProvider time, ILogger<ProcessHost> logger)
    {
        (_settings, _time, _logger) = (settings, time, logger);
        _chain = new LaunchChain(logger);
        _watchdog = new Watchdog(_chain, ProcessMark.OfBoot(settings.InstallationId, settings.BootId));
        _sampler = new LimitSampler(time, logger);
    }

    /// <summary>What a child may get of this process's environment is chosen from this.</summary>
    public IReadOnlyDictionary<string, string> HostEnvironment => _settings.HostEnvironment;

    /// <summary>Starts a child. From its first instruction on the watchdog knows its mark.</summary>
    /// <exception cref="ChildStartException">It can not be started.</exception>
    /// <exception cref="ObjectDisposedException">This process ends.</exception>
    public async Task<ChildProcess> StartAsync(ChildStart start)
    {
        var mark = new ProcessMark(_settings.InstallationId, _settings.BootId, start.Owner, Interlocked.Increment(ref _incarnations));
        var child = await _thread.RunAsync(() =>
        {
            // On the thread that DisposeAsync waits for: whatever was started is among those that it ends.
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
            _watchdog.EnsureRuns();
            return _children[mark.ToString()] = ChildProcess.Start(start, mark, _chain, _time, _logger);
        });
        _sampler.Watch(child);
        _ = ForgetAsync(child);
        return child;
    }

    /// <summary>
    /// Ends what earlier boots of this installation left over: their processes, recognised by their marks. Before the first child, so that an old server and its successor never run side by side.
    /// Returns how many processes there were.
    /// </summary>
    public async Task<int> EndLeftoversAsync()
    {
        var (all, own) = (ProcessMark.OfInstallation(_settings.InstallationId), ProcessMark.OfBoot(_settings.InstallationId, _settings.BootId));
        var (ended, _, _) = await Task.Run(() => MarkedProcesses.EndByMark(mark => mark.StartsWith(all, StringComparison.Ordinal) && !mark.StartsWith(own, StringComparison.Ordinal)));
        if (ended > 0)
        {
            LogLeftovers(ended);
        }

        return ended;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        // A start may be under way; nothing is started after it.
        await _thread.RunAsync(static () => true);
        foreach (var child in _children.Values)
        {
            child.Kill();
            await child.Ended;
        }

        _sampler.Dispose();
        await _watchdog.DisposeAsync();
        _thread.Dispose();
    }

    private async Task ForgetAsync(ChildProcess child)
    {
        await child.Ended;
        _children.TryRemove(child.Mark.ToString(), out _);
    }

    [LoggerMessage(10105, LogLevel.Warning, "{Count} processes that an earlier run had left over were ended")]
    private partial void LogLeftovers(int count);
}
