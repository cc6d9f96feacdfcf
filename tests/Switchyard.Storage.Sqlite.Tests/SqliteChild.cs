using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Storage.Audit;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Sqlite.Tests;

/// <summary>Another process with the database open: this executable again, told by its environment to write until it is killed instead of running tests.</summary>
internal sealed class SqliteChild : IAsyncDisposable
{
    private const string Variable = "SWITCHYARD_TEST_WRITE_TO";

    private readonly Process _process;

    private SqliteChild(Process process) => _process = process;

    public int ProcessId => _process.Id;

    /// <summary>Starts a process that writes to <paramref name="path"/> as fast as it can.</summary>
    public static SqliteChild Start(string path)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(SqliteChild).Assembly.Location);
        }

        start.Environment[Variable] = path;
        return new SqliteChild(Process.Start(start)!);
    }

    /// <summary>The next version it has committed.</summary>
    public async Task<long> NextAsync() => long.Parse((await _process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);

    /// <summary>Kills it without warning and returns the last version it has told to be committed, or <paramref name="last"/>.</summary>
    public async Task<long> KillAsync(long last)
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        var rest = await _process.StandardOutput.ReadToEndAsync();

        // The last line may be cut in the middle.
        var whole = rest.LastIndexOf('\n');
        return whole < 0 ? last : long.Parse(rest[..whole].Split('\n')[^1], CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync(0);
        }

        _process.Dispose();
    }

    /// <summary>Writes for ever if this process was started for that; returns at once otherwise.</summary>
    public static Task WriteWhenToldAsync() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path ? WriteForEverAsync(path) : Task.CompletedTask;

    private static async Task WriteForEverAsync(string path)
    {
        await using var database = SqliteDatabase.Open(path, TimeProvider.System, NullLoggerFactory.Instance);
        await database.MigrateAsync(CancellationToken.None);
        await using var output = Console.OpenStandardOutput();
        while (true)
        {
            var version = await database.WriteAsync(PublishAsync, CancellationToken.None);
            await output.WriteAsync(System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{version}\n")));
        }
    }

    private static async Task<long> PublishAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        var audit = new AuditEntry
        {
            Action = "test", ActorKind = "test", ActorId = "1", ActorName = "child", EntityType = "test", EntityId = "1", EntityName = "x", DetailJson = new string('x', 5000),
        };
        await AuditTable.AppendAsync(session, [audit], now, cancellationToken);
        var version = await StreamTable.BumpAsync(session, "config", cancellationToken);
        var row = new EventRow { Stream = "config", Version = version, Id = Guid.CreateVersion7(now), Type = "test", Action = "update", EntityId = "1", OriginatedAt = now };
        await EventTable.InsertAsync(session, row, cancellationToken);
        return version;
    }
}
