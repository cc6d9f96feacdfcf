using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Switchyard.Processes;

/// <summary>
/// Adds up, every second while there are children, the memory and the number of the processes of each, and ends a child that uses too much. Memory is what is resident, pages that several share counted for each. A limit that the
/// kernel enforces would be sharper, but an address space limit stops servers on Node.js and .NET from starting at all, and cgroups need rights that a server seldom has.
/// </summary>
internal sealed partial class LimitSampler(TimeProvider time, ILogger logger) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, ChildProcess> _children = new(StringComparer.Ordinal);

    // Marks by id and start time. A process has the environment of its parent until it runs its own program, so what had no mark is looked at once more.
    private Dictionary<(int, ulong), (string? Mark, int Looks)> _known = [];
    private ITimer? _timer;
    private int _sampling;

    /// <summary>Begins to watch a child; its end ends that.</summary>
    public void Watch(ChildProcess child)
    {
        var mark = child.Mark.ToString();
        lock (_gate)
        {
            _children.Add(mark, child);
            _timer ??= time.CreateTimer(static sampler => ((LimitSampler)sampler!).Sample(), this, Interval, Interval);
        }

        _ = ForgetAsync(mark, child);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_gate)
        {
            _timer?.Dispose();
            _timer = null;
        }
    }

    private async Task ForgetAsync(string mark, ChildProcess child)
    {
        await child.Ended;
        lock (_gate)
        {
            _children.Remove(mark);
            if (_children.Count == 0)
            {
                _timer?.Dispose();
                _timer = null;
            }
        }
    }

    private void Sample()
    {
        if (Interlocked.Exchange(ref _sampling, 1) != 0)
        {
            return;
        }

        try
        {
            Look();
        }
        catch (Exception failure)
        {
            // It runs on a timer, where an exception would end the process.
            LogFailed(failure);
        }
        finally
        {
            Volatile.Write(ref _sampling, 0);
        }
    }

    private void Look()
    {
        Dictionary<string, ChildProcess> children;
        lock (_gate)
        {
            children = new(_children, StringComparer.Ordinal);
        }

        var sessions = children.ToDictionary(static child => child.Value.Id, static child => child.Key);
        Dictionary<string, (long Memory, int Processes)> used = new(StringComparer.Ordinal);
        Dictionary<(int, ulong), (string? Mark, int Looks)> known = [];
        foreach (var process in ProcessTable.All())
        {
            var owner = sessions.GetValueOrDefault(process.Session) ?? MarkOf(process, known);
            if (owner is not null && children.ContainsKey(owner))
            {
                var (memory, processes) = used.GetValueOrDefault(owner);
                used[owner] = (memory + process.ResidentBytes, processes + 1);
            }
        }

        _known = known;
        foreach (var (mark, (memory, processes)) in used)
        {
            Judge(children[mark], memory, processes);
        }
    }

    private string? MarkOf(ProcessEntry process, Dictionary<(int, ulong), (string? Mark, int Looks)> known)
    {
        var key = (process.Id, process.StartTime);
        var (mark, looks) = _known.GetValueOrDefault(key);
        if (mark is null && looks < 2)
        {
            (mark, looks) = (ProcessTable.MarkOf(process.Id), looks + 1);
        }

        known[key] = (mark, looks);
        return mark;
    }

    private void Judge(ChildProcess child, long memory, int processes)
    {
        var limits = child.Limits;
        var excess = memory > limits.Memory ? string.Create(CultureInfo.InvariantCulture, $"It used {memory >> 20} MiB of memory; its limit is {limits.Memory >> 20} MiB.")
            : processes > limits.Processes ? string.Create(CultureInfo.InvariantCulture, $"It had {processes} processes; its limit is {limits.Processes}.")
            : null;
        if (excess is not null)
        {
            LogOverLimit(child.Mark.Owner, excess);
            child.KillOverLimit(excess);
        }
    }

    [LoggerMessage(10103, LogLevel.Warning, "{Owner} is ended: {Excess}")]
    private partial void LogOverLimit(string owner, string excess);

    [LoggerMessage(10104, LogLevel.Error, "The limits of children could not be checked; the next second tries again")]
    private partial void LogFailed(Exception exception);
}
