using Shouldly;
using Switchyard.Configuration.Sources.Database;
using Switchyard.Configuration.Tests.Rig;
using Switchyard.Hub.Streams;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;
using Switchyard.Testing.Runs;

namespace Switchyard.Configuration.Tests.Sources.Database;

/// <summary>What is read of the records, and what is taken from the last read. A row that was altered without a signal shows which of the two it was.</summary>
public sealed class RawRecordsReaderTests
{
    private const string Alter = "update providers set display_name = 'altered', version = version + 1";

    [Fact]
    [Trait("criterion", "CFG-72")]
    public async Task Only_what_a_signal_tells_of_is_read_again()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var node = storage.Node();
        await node.AddProviderAsync("a");
        var reader = new RawRecordsReader(storage.Database, storage.Time);
        (await NamesAsync(reader)).ShouldBe(["a"]);

        await AlterAsync(storage);
        await node.ChangeAsync((_, _) => Task.CompletedTask, HubStreams.AccessKeysChanged);
        (await NamesAsync(reader)).ShouldBe(["a"], "a change of access keys is no reason to read providers");

        await node.ChangeAsync((_, _) => Task.CompletedTask, HubStreams.AiProvidersChanged);
        (await NamesAsync(reader)).ShouldBe(["altered"]);
    }

    [Fact]
    public async Task A_change_that_is_not_known_has_everything_read()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var node = storage.Node();
        await node.AddProviderAsync("a");
        var reader = new RawRecordsReader(storage.Database, storage.Time);
        await NamesAsync(reader);

        await AlterAsync(storage);
        await node.ChangeAsync((_, _) => Task.CompletedTask, HubStreams.ConfigRolledBack);

        (await NamesAsync(reader)).ShouldBe(["altered"]);
    }

    [Fact]
    public async Task In_another_epoch_everything_is_read_whatever_the_versions_say()
    {
        await using var storage = await TestStorage.SqliteAsync();
        await storage.Node().AddProviderAsync("a");
        var reader = new RawRecordsReader(storage.Database, storage.Time);
        await NamesAsync(reader);

        await AlterAsync(storage);
        await storage.Database.WriteAsync((session, token) => EpochTable.RenewAsync(session, storage.Time.GetUtcNow(), token), Patience.Token);

        (await NamesAsync(reader)).ShouldBe(["altered"]);
    }

    [Fact]
    public async Task Everything_is_read_when_it_is_asked_for()
    {
        await using var storage = await TestStorage.SqliteAsync();
        await storage.Node().AddProviderAsync("a");
        var reader = new RawRecordsReader(storage.Database, storage.Time);
        await NamesAsync(reader);

        await AlterAsync(storage);

        (await NamesAsync(reader)).ShouldBe(["a"]);
        (await NamesAsync(reader, everything: true)).ShouldBe(["altered"]);
    }

    [Fact]
    public async Task What_was_read_is_relied_on_for_a_minute()
    {
        await using var storage = await TestStorage.SqliteAsync();
        await storage.Node().AddProviderAsync("a");
        var reader = new RawRecordsReader(storage.Database, storage.Time);
        await NamesAsync(reader);
        await AlterAsync(storage);

        storage.Time.Advance(RawRecordsReader.FullEvery - TimeSpan.FromSeconds(1));
        (await NamesAsync(reader)).ShouldBe(["a"]);
        storage.Time.Advance(TimeSpan.FromSeconds(1));
        (await NamesAsync(reader)).ShouldBe(["altered"], "a read in part does not put the full one off");
    }

    [Fact]
    public async Task After_a_read_that_failed_everything_is_read()
    {
        await using var storage = await TestStorage.SqliteAsync();
        await storage.Node().AddProviderAsync("a");
        var scripted = new ScriptedDatabase(storage.Database);
        var reader = new RawRecordsReader(scripted, storage.Time);
        await NamesAsync(reader);
        await AlterAsync(storage);

        scripted.FailsRecords = new DatabaseUnavailableException("away");
        await Should.ThrowAsync<DatabaseUnavailableException>(() => NamesAsync(reader));
        scripted.FailsRecords = null;

        (await NamesAsync(reader)).ShouldBe(["altered"]);
    }

    private static async Task<IEnumerable<string>> NamesAsync(RawRecordsReader reader, bool everything = false) =>
        (await reader.ReadAsync(everything, Patience.Token)).Providers.Select(provider => provider.DisplayName);

    private static Task AlterAsync(TestStorage storage) => storage.Database.WriteAsync((session, token) => session.ExecuteAsync(Alter, null, token), Patience.Token);
}
