using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Agents;
using Switchyard.Configuration.Nodes;
using Switchyard.Configuration.Reloading;
using Switchyard.Gateway;
using Switchyard.Gateway.Recording;
using Switchyard.Hub;
using Switchyard.Hub.Delivery.Points;
using Switchyard.Model.Bundles;
using Switchyard.Model.Revisions;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sql;
using Switchyard.Storage.Sqlite;

namespace Switchyard.Bench.DataPlanes;

/// <summary>The data plane and the chats' part in this process, registered as a node does it, on an empty SQLite database; the configuration is in the benchmark's hands. Nothing listens, and no loop runs that was not started.</summary>
internal sealed class DataPlane : IAsyncDisposable, IConfigurationFeed
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchyard-bench-plane-");
    private readonly ServiceProvider _services;
    private ConfigurationModel? _current;

    private DataPlane()
    {
        Sealer = new SecretSealer(SecretKeyRing.Create());
        Database = new CountingDatabase(SqliteDatabase.Open(Path.Combine(_folder.FullName, "plane.db"), TimeProvider.System, NullLoggerFactory.Instance));
        var services = new ServiceCollection();
        services.AddLogging().AddMetrics();
        services.AddSingleton(TimeProvider.System).AddSingleton<Database>(Database).AddSingleton(Sealer).AddSingleton<IConfigurationFeed>(this);
        services.AddSingleton(new NodeIdentity(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()), "bench"));
        services.AddHub().AddAgentRecords();
        services.AddSingleton<IRecorder, NoRecorder>().AddSingleton<IWorkspaceTools, NoTools>();
        services.AddGateway(new GatewayOptions { EgressAllow = ["127.0.0.0/8"] });
        services.AddAgents();
        _services = services.BuildServiceProvider();
    }

    public CountingDatabase Database { get; }

    public SecretSealer Sealer { get; }

    /// <inheritdoc />
    public ConfigurationModel? Current => _current;

    /// <inheritdoc />
    public long Changes => 0;

    public static async Task<DataPlane> StartAsync(ConfigurationModel model, CancellationToken cancellationToken)
    {
        var plane = new DataPlane();
        try
        {
            await plane.Database.MigrateAsync(cancellationToken);
            await plane.ApplyAsync(model, cancellationToken);
            return plane;
        }
        catch
        {
            await plane.DisposeAsync();
            throw;
        }
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Puts a configuration in force as the reloader does: everything is prepared, then everything is committed.</summary>
    public async Task ApplyAsync(ConfigurationModel model, CancellationToken cancellationToken)
    {
        var prepared = new List<IPreparedChange>();
        try
        {
            foreach (var consumer in _services.GetServices<IConfigurationConsumer>())
            {
                prepared.Add(await consumer.PrepareAsync(model, _current, cancellationToken));
            }

            prepared.ForEach(static change => change.Commit());
            _current = model;
        }
        finally
        {
            prepared.ForEach(static change => change.Dispose());
        }
    }

    Task IConfigurationFeed.WaitForChangeAsync(long seen, CancellationToken cancellationToken) => throw new NotSupportedException("Nobody waits here.");

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Database.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private sealed class NoRecorder : IRecorder
    {
        public bool TryStart(InterceptionStart start) => true;

        public void End(InterceptionEnd end)
        {
        }
    }

    private sealed class NoTools : IWorkspaceTools
    {
        public ToolOffer Offer(string workspace, Guid? user) => ToolOffer.Empty;

        public Task<ToolCallResult> CallAsync(BundleKey bundle, Guid? user, string tool, ReadOnlyMemory<byte> arguments, ReadOnlyMemory<byte> meta, CancellationToken cancellationToken) =>
            throw new NotSupportedException("There are no tools here.");
    }
}
