using System.Diagnostics;

namespace Switchyard.Testing.Postgres;

/// <summary>
/// A shell script that owns the server's directory and obeys commands on its standard input. The end of that input, which the death of this process also brings,
/// makes it stop the server and remove the directory; it runs in a session of its own, so that a signal to the tests' process group does not take it away first.
/// </summary>
internal sealed class PostgresSupervisor : IAsyncDisposable
{
    private const string Script =
        """
        trap '' INT TERM HUP
        bin=$1 durable=$2
        base=${TMPDIR:-/tmp}
        # What need not be durable goes to memory where there is plenty: hundreds of databases are half a million files, which a disk takes a minute to forget.
        room=$(df -Pk /dev/shm 2>/dev/null | awk 'END { print $4 }')
        if [ "$durable" = off ] && [ -w /dev/shm ] && [ "${room:-0}" -gt 8388608 ]; then base=/dev/shm; fi
        dir=$(mktemp -d "$base/switchyard-pg.XXXXXX") || exit 1
        cd "$dir" || exit 1
        control() { "$bin/pg_ctl" -D "$dir/data" -w -t 60 "$@" </dev/null >>"$dir/pg_ctl.log" 2>&1; }
        finish() { control stop -m immediate; cd /; rm -rf "$dir"; }
        if ! "$bin/initdb" -A trust --no-sync -U postgres -E UTF8 --locale=C -D "$dir/data" </dev/null >"$dir/initdb.log" 2>&1; then
            cat "$dir/initdb.log" >&2; rm -rf "$dir"; exit 1
        fi
        echo 0
        port=0
        while read -r command argument; do
            case $command in
                port) port=$argument; true ;;
                start) control start -l "$dir/log" -o "-p $port -k $dir -c listen_addresses=127.0.0.1 -c max_connections=200 -c fsync=$durable -c full_page_writes=$durable" ;;
                fast|immediate) control stop -m "$command" ;;
                *) false ;;
            esac
            echo $?
        done
        finish
        """;

    private readonly Process _process;
    private readonly SemaphoreSlim _gate = new(1, 1);

    private PostgresSupervisor(Process process) => _process = process;

    /// <summary>Makes a database cluster, not started yet.</summary>
    public static async Task<PostgresSupervisor> LaunchAsync(bool isDurable)
    {
        var start = new ProcessStartInfo("setsid") { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false, WorkingDirectory = "/" };

        // PostgreSQL refuses to run as root.
        string[] user = Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--"] : [];
        foreach (var argument in (string[])[.. user, "/bin/sh", "-c", Script, "sh", BinDirectory(), isDurable ? "on" : "off"])
        {
            start.ArgumentList.Add(argument);
        }

        var supervisor = new PostgresSupervisor(Process.Start(start)!);
        if (await supervisor._process.StandardOutput.ReadLineAsync() != "0")
        {
            await supervisor.DisposeAsync();
            throw new InvalidOperationException("initdb failed; its words are on standard error.");
        }

        return supervisor;
    }

    /// <summary>Gives a command and returns the exit code as text.</summary>
    public async Task<string?> CommandAsync(string command)
    {
        await _gate.WaitAsync();
        try
        {
            await _process.StandardInput.WriteLineAsync(command);
            await _process.StandardInput.FlushAsync();
            return await _process.StandardOutput.ReadLineAsync();
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _gate.Dispose();
    }

    private static string BinDirectory()
    {
        const string Root = "/usr/lib/postgresql";
        var versions = Directory.Exists(Root) ? Directory.GetDirectories(Root) : [];
        var found = versions.Select(version => Path.Combine(version, "bin")).Where(bin => File.Exists(Path.Combine(bin, "initdb"))).Order(StringComparer.Ordinal).ToArray();

        // 15 is what is supported; a newer one is better than no test.
        return found.FirstOrDefault(bin => bin.Contains("/15/", StringComparison.Ordinal)) ?? found.FirstOrDefault()
            ?? throw new InvalidOperationException($"No PostgreSQL server under {Root}; ./test installs one.");
    }
}
