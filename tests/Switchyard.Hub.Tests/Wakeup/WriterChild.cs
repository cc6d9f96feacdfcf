using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Hub.Tests.Rig;
using Switchyard.Storage.Postgres;

namespace Switchyard.Hub.Tests.Wakeup;

/// <summary>Another node's process on the same PostgreSQL: this executable again, told by its environment to make one change when it is told to, and to be killed meanwhile.</summary>
internal sealed class WriterChild : IDisposable
{
    private const string Variable = "SWITCHYARD_TEST_CHANGE_IN";

    private readonly Process _process;

    private WriterChild(Process process) => _process = process;

    /// <summary>The server process that serves its connection.</summary>
    public int Backend { get; private set; }

    /// <summary>Starts it and waits until it is connected.</summary>
    public static async Task<WriterChild> StartAsync(string connectionString)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(WriterChild).Assembly.Location);
        }

        start.Environment[Variable] = connectionString;
        var child = new WriterChild(Process.Start(start)!);
        child.Backend = int.Parse((await child._process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        return child;
    }

    /// <summary>Tells it to make its change; returns at once.</summary>
    public void Change() => _process.StandardInput.WriteLine();

    /// <summary>SIGKILL, and waits for its end. True when it had told that its change was committed.</summary>
    public async Task<bool> KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        return (await _process.StandardOutput.ReadToEndAsync()).Contains("committed", StringComparison.Ordinal);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    /// <summary>Makes the change if this process was started for that, and never returns then; returns at once otherwise.</summary>
    public static Task ChangeWhenToldAsync() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } place ? RunAsync(place) : Task.CompletedTask;

    private static async Task RunAsync(string connectionString)
    {
        await using var database = PostgresDatabase.Create(connectionString + ";Maximum Pool Size=1", TimeProvider.System, NullLoggerFactory.Instance);
        var recorder = Samples.Recorder(TimeProvider.System);
        var backend = await database.WriteAsync((session, token) => session.QueryFirstAsync<int>("select pg_backend_pid()", null, token), CancellationToken.None);
        // Once for nothing, so that the kill meets a program at work and not one that is being compiled.
        await Should.ThrowAsync<InvalidOperationException>(() => database.WriteAsync<long>(
            async (session, token) =>
            {
                await recorder.RecordAsync(session, Samples.Change(), token);
                throw new InvalidOperationException("Not this one.");
            },
            CancellationToken.None));
        await Console.Out.WriteLineAsync(backend.ToString(CultureInfo.InvariantCulture));
        await Console.In.ReadLineAsync();
        await database.WriteAsync((session, token) => recorder.RecordAsync(session, Samples.Change(), token), CancellationToken.None);
        await Console.Out.WriteLineAsync("committed");
        // Until it is killed: nothing more is ever sent.
        await Console.In.ReadLineAsync();
    }
}
