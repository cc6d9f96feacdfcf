using System.Diagnostics.Metrics;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Agents.Roster;
using Switchyard.Configuration.Nodes;
using Switchyard.Configuration.Reloading;
using Switchyard.Gateway;
using Switchyard.Gateway.Recording;
using Switchyard.Hub;
using Switchyard.Hub.Delivery.Points;
using Switchyard.Hub.Wakeup;
using Switchyard.Model.Bundles;
using Switchyard.Model.Revisions;
using Switchyard.Storage.Nodes;
using Switchyard.Storage.Sql;

namespace Switchyard.Agents.Tests.Rig;

/// <summary>A node that serves chats.</summary>
internal sealed class Node : IAsyncDisposable, IConfigurationFeed
{
    private readonly WebApplication _app;
    private ConfigurationModel? _current;

    private Node(WebApplication app, CountingDatabase database, Guid id) => (_app, Database, Id) = (app, database, id);

    public Guid Id { get; }

    public CountingDatabase Database { get; }

    public ScriptedBundles Bundles => (ScriptedBundles)Get<IWorkspaceTools>();

    ConfigurationModel? IConfigurationFeed.Current => _current;

    long IConfigurationFeed.Changes => 0;

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());

    public static async Task<Node> StartAsync(World world, CountingDatabase database, int number)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var feed = new Feed();
        var services = builder.Services;
        services.AddSingleton<IHostLifetime, NoLifetime>();
        services.AddSingleton(world.Time).AddSingleton<Database>(database).AddSingleton(world.Sealer).AddSingleton<IConfigurationFeed>(feed);
        services.AddSingleton(new NodeIdentity(world.NewId(), $"node-{number}"));
        services.AddLogging(static logging => logging.SetMinimumLevel(LogLevel.Trace));
        services.AddHub().AddAgentRecords();
        services.AddSingleton<IRecorder, NoRecorder>();
        services.AddSingleton<IWorkspaceTools>(new ScriptedBundles());
        services.AddGateway(new GatewayOptions { EgressAllow = ["127.0.0.0/8"] });
        services.AddAgents();
        services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var (chats, rest) = (app.Services.GetChats(), app.Services.GetDataPlane());
        app.UseRouting();
        app.MapTurnPeers();
        app.MapFallback(context => AgentServices.IsChats(context.Request.Path) ? chats(context) : rest(context));
        var node = new Node(app, database, app.Services.GetRequiredService<NodeIdentity>().Id);
        feed.Node = node;
        await app.StartAsync(World.Ending);
        await node.ApplyAsync(world.Model);
        await node.AdvertiseAsync(world.Time, node.Address);
        await node.Get<VersionWatcher>().Listening;
        await node.KnowsAsync(static map => map.Version >= 0);
        return node;
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public async Task ApplyAsync(ConfigurationModel model)
    {
        foreach (var consumer in _app.Services.GetServices<IConfigurationConsumer>())
        {
            using var prepared = await consumer.PrepareAsync(model, _current, World.Ending);
            prepared.Commit();
        }

        _current = model;
    }

    /// <summary>Says where other nodes reach this one.</summary>
    public Task AdvertiseAsync(TimeProvider time, Uri address)
    {
        var row = new NodeRow
        {
            Id = Id, Name = Get<NodeIdentity>().Name, StartedAt = time.GetUtcNow(), SeenAt = time.GetUtcNow(), Revision = 1, Epoch = Guid.Empty, Hash = "", State = "serving", Version = "1", ReportJson = "{}", Advertise = address.ToString(),
        };
        return Database.WriteAsync((session, token) => NodeTable.UpsertAsync(session, row, token), World.Ending);
    }

    /// <summary>What a gauge of this node says now, by state.</summary>
    public Dictionary<string, long> Metric(string name)
    {
        var found = new Dictionary<string, long>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == name && ReferenceEquals(instrument.Meter.Scope, Get<IMeterFactory>()))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        } };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => found[(string)tags[0].Value!] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return found;
    }

    /// <summary>Ends the listener and every connection to it, while what runs goes on: to others the node is gone.</summary>
    public async Task EndListenerAsync()
    {
        using var impatient = new CancellationTokenSource(TimeSpan.Zero);
        await _app.Services.GetRequiredService<IServer>().StopAsync(impatient.Token);
    }

    /// <summary>Waits until the node's roster of agents is so.</summary>
    public async Task KnowsAsync(Func<AgentMap, bool> isSo)
    {
        var roster = Get<AgentRoster>();
        while (true)
        {
            var next = roster.NextChange;
            if (isSo(roster.Map))
            {
                return;
            }

            await next.WaitAsync(World.Ending);
        }
    }

    /// <summary>A client with the access key.</summary>
    public HttpClient Client(string token)
    {
        var client = new HttpClient { BaseAddress = Address, Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    Task IConfigurationFeed.WaitForChangeAsync(long seen, CancellationToken cancellationToken) => throw new NotSupportedException("Nobody waits here.");

    public async ValueTask DisposeAsync()
    {
        await _app.Services.DrainChatsAsync(TimeSpan.Zero);
        using var impatient = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _app.StopAsync(impatient.Token);
        await _app.DisposeAsync();
        await Database.DisposeAsync();
    }

    private sealed class Feed : IConfigurationFeed
    {
        public IConfigurationFeed? Node { get; set; }

        public ConfigurationModel? Current => Node?.Current;

        public long Changes => 0;

        public Task WaitForChangeAsync(long seen, CancellationToken cancellationToken) => throw new NotSupportedException("Nobody waits here.");
    }

    private sealed class NoRecorder : IRecorder
    {
        public bool TryStart(InterceptionStart start) => true;

        public void End(InterceptionEnd end)
        {
        }
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
