using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Host.Serving;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;
using Switchyard.Storage.Sqlite;
using Switchyard.Testing.Runs;

namespace Switchyard.Host.Tests.Serving;

public sealed class StartingDatabaseTests
{
    private static CancellationToken Ended => Patience.Token;

    [Fact]
    [Trait("criterion", "CFG-55")]
    public async Task Nothing_is_read_or_written_before_the_schema_was_looked_after_and_whoever_listens_waits()
    {
        var directory = Directory.CreateTempSubdirectory("switchyard-starting-");
        await using (var database = new StartingDatabase(SqliteDatabase.Open(Path.Combine(directory.FullName, "a.db"), TimeProvider.System, NullLoggerFactory.Instance)))
        {
            await Should.ThrowAsync<DatabaseUnavailableException>(() => database.ReadAsync(EpochTable.GetAsync, Ended));
            var worked = false;
            await Should.ThrowAsync<DatabaseUnavailableException>(() => database.WriteAsync(
                (_, _) =>
                {
                    worked = true;
                    return Task.CompletedTask;
                },
                Ended));
            worked.ShouldBeFalse();
            var listening = database.ListenAsync(() => { }, Ended);
            listening.IsCompleted.ShouldBeFalse();

            await database.MigrateAsync(Ended);

            (await database.ReadAsync(EpochTable.GetAsync, Ended)).ShouldNotBe(Guid.Empty);
            await (await listening).DisposeAsync();
        }

        directory.Delete(recursive: true);
    }
}
