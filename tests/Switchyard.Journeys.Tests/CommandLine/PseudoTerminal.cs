using System.Diagnostics;
using System.Globalization;
using System.Text;
using Switchyard.Testing.Processes;
using Switchyard.Testing.Runs;

namespace Switchyard.Journeys.Tests.CommandLine;

/// <summary>The real program at a pseudo-terminal, which <c>script</c> of util-linux makes, and somebody who types. What is typed is echoed by the terminal, as for a person, unless the program turns that off.</summary>
internal sealed class PseudoTerminal : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _screen = new();
    private readonly Task _reading;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PseudoTerminal(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    /// <summary>Everything that was written to the terminal so far, control sequences and all.</summary>
    public string Screen
    {
        get
        {
            lock (_screen)
            {
                return _screen.ToString();
            }
        }
    }

    /// <summary>Runs <c>switchyard</c> with <paramref name="arguments"/>, which a shell reads, on a terminal of <paramref name="columns"/> × 24.</summary>
    public static PseudoTerminal Start(IReadOnlyDictionary<string, string> variables, int columns, string arguments)
    {
        var size = columns.ToString(CultureInfo.InvariantCulture);
        // The program takes the place of the shell: what a shell makes of Ctrl+C is not the same for all of them.
        var start = new ProcessStartInfo("script", ["-q", "-e", "-f", "-c", $"stty cols {size} rows 24; exec '{BuiltProgram.Switchyard}' {arguments}", "/dev/null"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("COLUMNS");
        start.Environment.Remove("LINES");
        start.Environment["TERM"] = "xterm";
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return new PseudoTerminal(Process.Start(start)!);
    }

    /// <summary>Completes when <paramref name="text"/> stands in what was written.</summary>
    public async Task SeesAsync(string text)
    {
        while (true)
        {
            Task more;
            lock (_screen)
            {
                if (_screen.ToString().Contains(text, StringComparison.Ordinal))
                {
                    return;
                }

                more = _more.Task;
            }

            if (_reading.IsCompleted)
            {
                throw new InvalidOperationException($"It ended without '{text}':\n{Screen}");
            }

            await Task.WhenAny(more, _reading).WaitAsync(Patience.Token);
        }
    }

    /// <summary>Types <paramref name="keys"/>; <c>\r</c> is Enter, <c>\x03</c> Ctrl+C.</summary>
    public async Task TypesAsync(string keys)
    {
        await _process.StandardInput.WriteAsync(keys.AsMemory(), Patience.Token);
        await _process.StandardInput.FlushAsync(Patience.Token);
    }

    /// <summary>Waits for the end of the program and returns its exit code.</summary>
    public async Task<int> EndsAsync()
    {
        await _process.WaitForExitAsync(Patience.Token);
        await _reading;
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _reading;
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = new char[4096];
        int read;
        while ((read = await _process.StandardOutput.ReadAsync(buffer)) > 0)
        {
            TaskCompletionSource more;
            lock (_screen)
            {
                _screen.Append(buffer, 0, read);
                (more, _more) = (_more, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            }

            more.SetResult();
        }
    }
}
