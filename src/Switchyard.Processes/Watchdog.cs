using System.Diagnostics;

namespace Switchyard.Processes;

/// <summary>
/// A tiny shell in a session of its own that outlives this process by a moment: the end of its standard input, which the death of this process brings however it dies, makes it end every process with the mark of this boot, until it finds
/// none. The death signal alone would leave grandchildren.
/// </summary>
internal sealed class Watchdog(LaunchChain chain, string marks) : IAsyncDisposable
{
    // Searches until three in a row find nothing, with some time between them: a process that is changing its program has no environment for a moment. It has no mark itself; grep sees it only as an argument.
    private const string Script =
        """
        trap '' INT TERM HUP
        while read -r line; do [ "$line" = over ] && exit 0; done
        quiet=0 rounds=0
        while [ $quiet -lt 3 ] && [ $rounds -lt 1000 ]; do
            rounds=$((rounds + 1))
            found=$(grep -lzs "^SWITCHYARD_PROCESS=$1" /proc/[0-9]*/environ)
            if [ -z "$found" ]; then quiet=$((quiet + 1)); sleep 0.1; continue; fi
            quiet=0
            for file in $found; do process=${file#/proc/}; kill -KILL "${process%/environ}"; done
        done
        """;

    private Process? _process;

    /// <summary>Starts it, or starts another if somebody has ended it. Called on <see cref="SpawnThread"/> only.</summary>
    public void EnsureRuns()
    {
        if (_process is { HasExited: false })
        {
            return;
        }

        _process?.Dispose();
        _process = ChildProcess.StartHelper(chain.Apart("/bin/sh", "-c", Script, "sh", marks));
    }

    /// <summary>Ends it: all children have ended. Waits for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            try
            {
                await _process.StandardInput.WriteLineAsync("over");
                _process.StandardInput.Close();
            }
            catch (IOException)
            {
                // Somebody has ended it.
            }

            await _process.WaitForExitAsync();
            _process.Dispose();
        }
    }
}
