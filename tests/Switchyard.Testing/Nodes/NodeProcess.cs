using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Switchyard.Testing.Processes;

namespace Switchyard.Testing.Nodes;

/// <summary>A real <c>switchyard</c> process. Starting waits for the line that says it listens, never for time; disposing kills it and waits for its end.</summary>
public sealed partial class NodeProcess : IAsyncDisposable
{
    /// <summary>The one time limit of everything a test waits for from a process.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly TaskCompletionSource _data = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _control = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _openStreams = 2;
    private int _disposed;

    private NodeProcess(Process process) => _process = process;

    /// <summary>Address of the data plane.</summary>
    public Uri DataPlane { get; private set; } = null!;

    /// <summary>Address of the control plane; of an edge, that of health and metrics.</summary>
    public Uri ControlPlane { get; private set; } = null!;

    /// <summary>Address of the forward proxy, which is told before those of both planes; null when there is none.</summary>
    public Uri? Proxy { get; private set; }

    /// <summary>Process id.</summary>
    public int Id => _process.Id;

    /// <summary>Everything printed so far, both streams.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Starts the program that stands beside the tests and waits until both planes listen.</summary>
    public static async Task<NodeProcess> StartAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var node = Launch(arguments, environment);
        try
        {
            await Task.WhenAny(Task.WhenAll(node._data.Task, node._control.Task), node._process.WaitForExitAsync()).WaitAsync(Patience);
            if (!node._data.Task.IsCompleted || !node._control.Task.IsCompleted)
            {
                throw new InvalidOperationException($"The node ended before it listened (exit code {node._process.ExitCode}):\n{node.Output}");
            }

            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a remote gateway and waits until its data plane listens.</summary>
    public static async Task<NodeProcess> StartEdgeAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var edge = Launch(arguments, environment);
        try
        {
            await Task.WhenAny(edge._data.Task, edge._process.WaitForExitAsync()).WaitAsync(Patience);
            return edge._data.Task.IsCompleted ? edge : throw new InvalidOperationException($"The edge ended before it listened (exit code {edge._process.ExitCode}):\n{edge.Output}");
        }
        catch
        {
            await edge.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the program without waiting for anything.</summary>
    public static NodeProcess Launch(IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var start = new ProcessStartInfo(BuiltProgram.Switchyard)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("SWITCHYARD_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var node = new NodeProcess(process);
        process.OutputDataReceived += (_, line) => node.OnLine(line.Data);
        process.ErrorDataReceived += (_, line) => node.OnLine(line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return node;
    }

    /// <summary>Waits for a printed line that contains <paramref name="text"/>; lines are consumed in order.</summary>
    public async Task<string> WaitForLineAsync(string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await foreach (var line in _lines.Reader.ReadAllAsync(patience.Token))
            {
                if (line.Contains(text, StringComparison.Ordinal))
                {
                    return line;
                }
            }
        }
        catch (OperationCanceledException exception)
        {
            throw new TimeoutException($"No line with '{text}' in:\n{Output}", exception);
        }

        throw new InvalidOperationException($"The process ended without a line with '{text}':\n{Output}");
    }

    /// <summary>Waits for the end and returns the exit code.</summary>
    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    /// <summary>SIGTERM.</summary>
    public void Terminate() => Signal(15);

    /// <summary>SIGINT, as Ctrl+C sends it.</summary>
    public void Interrupt() => Signal(2);

    /// <summary>SIGSTOP.</summary>
    public void Pause() => Signal(19);

    /// <summary>SIGCONT.</summary>
    public void Continue() => Signal(18);

    /// <summary>SIGKILL, and waits for the end.</summary>
    public async Task KillAsync()
    {
        Signal(9);
        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SendSignal(int processId, int signal);

    private void Signal(int signal)
    {
        if (SendSignal(_process.Id, signal) != 0 && !_process.HasExited)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Signal {signal} could not be sent: errno {Marshal.GetLastPInvokeError()}."));
        }
    }

    private void OnLine(string? line)
    {
        if (line is null)
        {
            if (Interlocked.Decrement(ref _openStreams) == 0)
            {
                _lines.Writer.TryComplete();
            }

            return;
        }

        _output.Enqueue(line);
        if (AddressAfter(line, "forward proxy listening on ") is { } proxy)
        {
            Proxy = proxy;
        }
        else if (AddressAfter(line, "data plane listening on ") is { } data)
        {
            DataPlane = data;
            _data.TrySetResult();
        }
        else if ((AddressAfter(line, "control plane listening on ") ?? AddressAfter(line, "health and metrics listening on ")) is { } control)
        {
            ControlPlane = control;
            _control.TrySetResult();
        }

        _lines.Writer.TryWrite(line);
    }

    private static Uri? AddressAfter(string line, string marker)
    {
        var at = line.IndexOf(marker, StringComparison.Ordinal);
        return at < 0 ? null : new Uri(line[(at + marker.Length)..].Split('"', ' ')[0]);
    }
}
