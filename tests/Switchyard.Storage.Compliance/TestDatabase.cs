using Switchyard.Storage.Migrations;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Compliance;

/// <summary>A database of one test and the ways a test gets at it that the product does not have.</summary>
public abstract class TestDatabase : IAsyncDisposable
{
    private readonly List<Database> _nodes = [];

    /// <summary>Whether several nodes can have it open at once.</summary>
    public abstract bool IsShared { get; }

    /// <summary>Type of a column of bytes.</summary>
    public abstract string BlobType { get; }

    /// <summary>The first node, migrated.</summary>
    public Database Node { get; private set; } = null!;

    /// <summary>Opens the first node and migrates.</summary>
    public async Task<TestDatabase> MigratedAsync(TimeSpan? lockTimeout = null)
    {
        Node = Join(lockTimeout);
        await Node.MigrateAsync(TestContext.Current.CancellationToken);
        return this;
    }

    /// <summary>Opens the database as one more node: a pool of its own where the database is shared, else the only one there is.</summary>
    public Database Join(TimeSpan? lockTimeout = null)
    {
        if (!IsShared && _nodes.Count > 0)
        {
            return _nodes[0];
        }

        var node = Open(lockTimeout);
        _nodes.Add(node);
        return node;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        await CleanAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Migrates by another set of migrations than the product's.</summary>
    internal abstract Task MigrateAsync(Database node, MigrationSet migrations);

    /// <summary>The product's migrations.</summary>
    internal abstract MigrationSet Migrations { get; }

    /// <summary>Opens the database.</summary>
    protected abstract Database Open(TimeSpan? lockTimeout);

    /// <summary>Removes what is left when all nodes are closed.</summary>
    protected virtual Task CleanAsync() => Task.CompletedTask;
}
