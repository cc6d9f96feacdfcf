using System.Diagnostics;
using System.Text;

namespace Switchyard.Bench.Processes;

/// <summary>A child process, most often pinned to one processor. It is killed with its children when disposed.</summary>
internal sealed class BenchProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Lock _gate = new();
    private readonly List<(string Wanted, TaskCompletionSource<string> Found)> _waiting = [];
    private readonly Action<string>? _lines;

    private BenchProcess(ProcessStartInfo start, Action<string>? lines)
    {
        _lines = lines;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
    }

    /// <summary>The last of what it printed, for error messages.</summary>
    public string Tail
    {
        get
        {
            lock (_gate)
            {
                return _output.ToString(Math.Max(0, _output.Length - 2000), Math.Min(_output.Length, 2000));
            }
        }
    }

    public int Id => _process.Id;

    /// <summary>Resident memory of the process itself, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.HasExited ? 0 : _process.WorkingSet64;
        }
    }

    /// <summary>Processor time it has used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.HasExited ? TimeSpan.Zero : _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts a program on one processor, or on all when <paramref name="processor"/> is null. <paramref name="lines"/> is told each line as it is printed.</summary>
    public static BenchProcess Start(
        int? processor, string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, Action<string>? lines = null)
    {
        // taskset replaces itself by the program, so the process id is the program's.
        var start = processor is { } one
            ? new ProcessStartInfo("taskset", ["-c", one.ToString(System.Globalization.CultureInfo.InvariantCulture), file, .. arguments])
            : new ProcessStartInfo(file, arguments);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.UseShellExecute = false;
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var process = new BenchProcess(start, lines);
        process._process.Start();
        process._process.BeginOutputReadLine();
        process._process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Runs a program to its end and returns what it printed on standard output.</summary>
    /// <exception cref="InvalidOperationException">It ended with another code than 0.</exception>
    public static async Task<string> OutputOfAsync(string file, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{file} ended with {process.ExitCode}: {output}{await error}");
    }

    /// <summary>The first line printed, before or after this call, that contains a text.</summary>
    public async Task<string> LineWithAsync(string wanted, CancellationToken cancellationToken)
    {
        var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (Array.Find(_output.ToString().Split('\n'), line => line.Contains(wanted, StringComparison.Ordinal)) is { } line)
            {
                return line;
            }

            _waiting.Add((wanted, found));
        }

        var exited = _process.WaitForExitAsync(cancellationToken);
        if (await Task.WhenAny(found.Task.WaitAsync(TimeSpan.FromSeconds(60), cancellationToken), exited) == exited && !found.Task.IsCompleted)
        {
            throw new InvalidOperationException("the process ended: " + Tail);
        }

        return await found.Task.WaitAsync(TimeSpan.FromSeconds(1), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        _lines?.Invoke(line);
        lock (_gate)
        {
            _output.Append(line).Append('\n');
            foreach (var (_, found) in _waiting.Where(waiting => line.Contains(waiting.Wanted, StringComparison.Ordinal)))
            {
                found.TrySetResult(line);
            }
        }
    }
}
