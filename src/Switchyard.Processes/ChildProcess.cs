using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Switchyard.Processes;

/// <summary>
/// A running child process, from its start until it was waited for and nothing that descends from it is left. It is the only class that starts processes. Its streams are those of the child; whoever reads standard output reads to its
/// end, standard error is read here.
/// </summary>
public sealed partial class ChildProcess
{
    /// <summary>How long the streams may stay open after everything that is known of the child has ended.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(500);

    private readonly Process _process;
    private readonly ChildStart _start;
    private readonly ProcessMark _mark;
    private readonly ulong _startTime;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ErrorOutput _errors;
    private readonly Lock _gate = new();
    private readonly Task _main;
    private string? _overLimit;
    private Task? _orderly;

    private ChildProcess(Process process, ChildStart start, ProcessMark mark, TimeProvider time, ILogger logger)
    {
        (_process, _start, _mark, _time, _logger) = (process, start, mark, time, logger);
        Id = process.Id;
        _startTime = ProcessTable.Find(Id)?.StartTime ?? 0;
        Input = process.StandardInput.BaseStream;
        Output = process.StandardOutput.BaseStream;
        _errors = new ErrorOutput(process.StandardError.BaseStream, start.Redactor, start.Lines);
        _main = process.WaitForExitAsync(CancellationToken.None);
        Ended = Task.FromResult(new ChildExit(null, null, null));
    }

    /// <summary>Process id, also of its session and group.</summary>
    public int Id { get; }

    /// <summary>Its mark.</summary>
    internal ProcessMark Mark => _mark;

    /// <summary>What it may use.</summary>
    public ChildLimits Limits => _start.Limits;

    /// <summary>Writes to its standard input. <see cref="CloseInput"/> ends it.</summary>
    public Stream Input { get; }

    /// <summary>Reads its standard output; whoever does disposes of it. It ends with <see cref="Ended"/>, unless a process that could not be found holds its other end.</summary>
    public Stream Output { get; }

    /// <summary>The last lines of standard error, without secrets; complete when <see cref="Ended"/> is.</summary>
    public IReadOnlyList<string> LastLines => _errors.LastLines;

    /// <summary>Completes, never fails, when the process was waited for, its group and every other process with its mark are gone, and standard error was read to the end.</summary>
    public Task<ChildExit> Ended { get; private set; }

    /// <summary>Starts a child. Called on <see cref="SpawnThread"/> only.</summary>
    /// <exception cref="ChildStartException">It can not be started.</exception>
    internal static ChildProcess Start(ChildStart start, ProcessMark mark, LaunchChain chain, TimeProvider time, ILogger logger)
    {
        var command = CommandPath.Find(start.Command, start.Environment.GetValueOrDefault("PATH"), start.WorkingDirectory)
            ?? throw new ChildStartException($"The command '{start.Command}' was not found, or is not a program.");
        if (!Directory.Exists(start.WorkingDirectory))
        {
            throw new ChildStartException("The working directory does not exist.");
        }

        var process = Launch(chain.Of(command, start.Arguments, start.Limits.Files), start.WorkingDirectory, [.. start.Environment, new(ProcessMark.Variable, mark.ToString())]);
        var child = new ChildProcess(process, start, mark, time, logger);
        child.Ended = child.FollowAsync();
        return child;
    }

    /// <summary>Starts a helper of this process with no output and nothing but a path in its environment.</summary>
    internal static Process StartHelper(IReadOnlyList<string> line)
    {
        var process = Launch(line, "/", [new("PATH", CommandPath.OfSystem)]);
        process.StandardOutput.Close();
        process.StandardError.Close();
        return process;
    }

    /// <summary>Ends its standard input, which asks a polite program to end.</summary>
    public void CloseInput()
    {
        try
        {
            Input.Dispose();
        }
        catch (IOException)
        {
            // It has not read what was written, and can not any more.
        }
    }

    /// <summary>Closes standard input, then SIGTERM, then SIGKILL to the group, each after its time. Completes with <see cref="Ended"/>. Calling it again waits for the same end.</summary>
    public Task StopAsync()
    {
        lock (_gate)
        {
            return _orderly ??= StopOrderlyAsync();
        }
    }

    /// <summary>SIGKILL to the group, at once; it also hurries an orderly stop.</summary>
    public void Kill() => Signal(Signals.Kill);

    /// <summary>Ends it because it used too much; <see cref="ChildExit.OverLimit"/> then is <paramref name="what"/>.</summary>
    internal void KillOverLimit(string what)
    {
        Interlocked.CompareExchange(ref _overLimit, what, null);
        Kill();
    }

    private static Process Launch(IReadOnlyList<string> line, string workingDirectory, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var info = new ProcessStartInfo(line[0])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingDirectory,
        };
        foreach (var argument in line.Skip(1))
        {
            info.ArgumentList.Add(argument);
        }

        info.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            info.Environment[name] = value;
        }

#pragma warning disable RS0030 // Banned so that this class is the one place that starts processes.
        var process = new Process { StartInfo = info, EnableRaisingEvents = true };
        try
        {
            process.Start();
            return process;
        }
#pragma warning restore RS0030
        catch (Exception failure) when (failure is System.ComponentModel.Win32Exception or IOException)
        {
            process.Dispose();
            throw new ChildStartException("The process could not be started: " + failure.Message, failure);
        }
    }

    private async Task<ChildExit> FollowAsync()
    {
        var errors = _start.ReadErrors is { } read ? read(_process.StandardError.BaseStream) : _errors.ReadAsync();
        await _main;
        var exit = ChildExit.Of(_process.ExitCode, Volatile.Read(ref _overLimit));

        // Searching and waiting for ends blocks, so it has a thread of the pool to itself.
        var (ended, allGone, _) = await Task.Run(() => MarkedProcesses.EndSession(_mark, Id, _startTime));
        if (ended > 0)
        {
            LogSurvivors(_mark.Owner, ended);
        }

        if (!allGone)
        {
            LogNotGone(_mark.Owner);
        }

        CloseInput();

        // Somebody who can not be found may hold the other end.
        await WithinAsync(errors, LastWords);
        await _process.StandardError.BaseStream.DisposeAsync();
        await errors;
        _process.Dispose();
        return exit;
    }

    private async Task StopOrderlyAsync()
    {
        CloseInput();
        if (!await WithinAsync(_main, _start.Eof))
        {
            Signal(Signals.Term);
            if (!await WithinAsync(_main, _start.Term))
            {
                Kill();
            }
        }

        await Ended;
    }

    private async Task<bool> WithinAsync(Task ended, TimeSpan limit)
    {
        using var enough = new CancellationTokenSource();
        var inTime = await Task.WhenAny(ended, Task.Delay(limit, _time, enough.Token)) == ended;
        await enough.CancelAsync();
        return inTime;
    }

    private void Signal(int signal)
    {
        lock (_gate)
        {
            // Once the process was waited for, its id may be another's; what is left of its group is ended by FollowAsync.
            if (!_main.IsCompleted && !_process.HasExited)
            {
                // There is no group yet while the start has not got as far as setsid. Not both: a second SIGTERM means haste to many servers.
                if (!Signals.SendToGroup(Id, signal))
                {
                    _ = Signals.SendToChild(Id, signal);
                }
            }
        }
    }

    [LoggerMessage(10101, LogLevel.Information, "{Owner}: {Count} processes that the child had left behind were ended")]
    private partial void LogSurvivors(string owner, int count);

    [LoggerMessage(10102, LogLevel.Error, "{Owner}: processes of the child could not be ended; they hang in the kernel, or start new ones without end")]
    private partial void LogNotGone(string owner);
}
