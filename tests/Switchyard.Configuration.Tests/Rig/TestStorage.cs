using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Configuration.Reloading;
using Switchyard.Storage.Postgres;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sql;
using Switchyard.Storage.Sqlite;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Runs;
using Switchyard.Testing.Time;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Switchyard.Configuration.Tests.Rig;

/// <summary>An empty migrated database of either kind, with the keys that all its nodes share.</summary>
internal sealed class TestStorage(Func<Database> open, string directory) : IAsyncDisposable
{
    private readonly List<Database> _databases = [];
    private readonly List<TestNode> _nodes = [];

    public SecretSealer Sealer { get; } = new(SecretKeyRing.Create());

    public FakeTime Time { get; } = new();

    public string Directory => directory;

    public Database Database => _databases[0];

    public static Task<TestStorage> SqliteAsync()
    {
        var directory = System.IO.Directory.CreateTempSubdirectory("switchyard-configuration.").FullName;
        return MigratedAsync(new TestStorage(() => SqliteDatabase.Open(Path.Combine(directory, "switchyard.db"), TimeProvider.System, NullLoggerFactory.Instance), directory));
    }

    public static async Task<TestStorage> PostgresAsync(PostgresServer server)
    {
        var connectionString = await server.CreateDatabaseAsync();
        var directory = System.IO.Directory.CreateTempSubdirectory("switchyard-configuration.").FullName;
        return await MigratedAsync(new TestStorage(() => PostgresDatabase.Create(connectionString, TimeProvider.System, NullLoggerFactory.Instance), directory));
    }

    public static Task<TestStorage> OfAsync(string kind, PostgresServer server) => kind == "sqlite" ? SqliteAsync() : PostgresAsync(server);

    /// <summary>A node on this database; not started.</summary>
    public TestNode Node(params IConfigurationConsumer[] consumers) => Node([], Time, consumers);

    public TestNode Node(IReadOnlyList<string> files, TimeProvider? time = null, params IConfigurationConsumer[] consumers)
    {
        var node = new TestNode(Database, Sealer, time ?? Time, files, consumers);
        _nodes.Add(node);
        return node;
    }

    /// <summary>A start of the node that lives in <paramref name="home"/>, on this database; not started.</summary>
    public TestNode Node(NodeHome home, IReadOnlyList<string> files, params IConfigurationConsumer[] consumers)
    {
        var node = new TestNode(Database, Sealer, Time, home, files, consumers);
        _nodes.Add(node);
        return node;
    }

    /// <summary>A data directory for the starts of one node.</summary>
    public NodeHome Home()
    {
        var id = TestNode.NewId();
        return new NodeHome(id, System.IO.Directory.CreateDirectory(Path.Combine(directory, $"data-{id:N}")).FullName);
    }

    /// <summary>A node with connections of its own, as in another process. PostgreSQL only.</summary>
    public TestNode Replica(params IConfigurationConsumer[] consumers) => Replica([], consumers);

    public TestNode Replica(IReadOnlyList<string> files, params IConfigurationConsumer[] consumers)
    {
        var database = open();
        _databases.Add(database);
        var node = new TestNode(database, Sealer, Time, files, consumers);
        _nodes.Add(node);
        return node;
    }

    public string Write(string name, string text)
    {
        var path = Path.Combine(directory, name);
        File.WriteAllText(path, text);
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        foreach (var database in _databases)
        {
            await database.DisposeAsync();
        }

        System.IO.Directory.Delete(directory, recursive: true);
    }

    private static async Task<TestStorage> MigratedAsync(TestStorage storage)
    {
        storage._databases.Add(storage.OpenDatabase());
        await storage.Database.MigrateAsync(Patience.Token);
        return storage;
    }

    private Database OpenDatabase() => open();
}
