using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Hot;
using Switchyard.Hub.Delivery.Answers;
using Switchyard.Hub.Delivery.Connections;
using Switchyard.Hub.Delivery.Points;
using Switchyard.Hub.Delivery.Sessions;
using Switchyard.Hub.Protocol;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Tests.Rig;
using Switchyard.Model.Gateways;
using Switchyard.Model.Revisions;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Secrets;
using Switchyard.Testing.Postgres;

namespace Switchyard.Hub.Tests.Delivery.Sessions;

/// <summary>Real sessions on a real database, with a configuration that a test changes and sockets without a network.</summary>
internal sealed class SessionRig : IAsyncDisposable, IConfigurationFeed
{
    private readonly HubDatabase _database;
    private readonly Published<ConfigurationModel> _model;
    private readonly DeliveryPoints _points;
    private readonly EventLog _log;
    private readonly AnswerRecorder _answers;
    private readonly SessionParts _parts;
    private readonly Guid _epoch;
    private long _changes;

    private SessionRig(HubDatabase database, Guid epoch)
    {
        (_database, _epoch) = (database, epoch);
        _model = new Published<ConfigurationModel>(Model(0), 0);
        var instruments = Samples.Instruments();
        _points = new DeliveryPoints(this, new SecretSealer(SecretKeyRing.Create()), TimeProvider.System, NullLogger<DeliveryPoints>.Instance);
        _log = new EventLog(database.Database);
        _answers = new AnswerRecorder(database.Database, new HubPublisher(TimeProvider.System, instruments), TimeProvider.System, NullLogger<AnswerRecorder>.Instance);
        _parts = new SessionParts(_points, _log, _answers, database.Database, instruments, TimeProvider.System);
        Registry = new ConnectionRegistry(instruments, _points);
    }

    public ConnectionRegistry Registry { get; }

    public DeliveryPoints Points => _points;

    public EventLog Log => _log;

    public ConfigurationModel? Current => _model.Current;

    public long Changes => _model.Revision;

    public long Head { get; private set; }

    public Task WaitForChangeAsync(long seen, CancellationToken cancellationToken) => _model.WaitForAsync(seen + 1, cancellationToken);

    /// <summary>Starts with <paramref name="events"/> events.</summary>
    public static async Task<SessionRig> StartAsync(PostgresServer server, int events)
    {
        var database = await HubDatabase.CreateAsync("sqlite", server);
        var rig = new SessionRig(database, await database.Database.ReadAsync(EpochTable.GetAsync, TestContext.Current.CancellationToken));
        for (var i = 0; i < events; i++)
        {
            rig.Head = await database.Database.WriteAsync((session, token) => Samples.Recorder(TimeProvider.System).RecordAsync(session, Samples.Change(), token), TestContext.Current.CancellationToken);
        }

        await rig._points.StartAsync(TestContext.Current.CancellationToken);
        return rig;
    }

    /// <summary>The node runs <paramref name="revision"/>, of which there is an event already.</summary>
    public void Run(long revision) => _model.TryPublish(Model(revision), Interlocked.Increment(ref _changes), out _);

    public DeliverySession Open(MemorySocket socket, long lastSeq = 0)
    {
        var settings = new GatewayChannelConfig();
        var hello = new HelloFrame { InstanceId = "i", BootId = "b", Epoch = lastSeq > 0 ? _epoch : null, LastSeq = lastSeq };
        var start = new SessionStart
        {
            ConnectionId = Guid.Empty, GatewayId = SessionWorld.GatewayId, Labels = Labels.None, Hello = hello, Epoch = _epoch, Head = Head, Age = TimeSpan.FromMinutes(10), Settings = settings,
        };
        var identity = new SessionIdentity(Guid.CreateVersion7(), SessionWorld.GatewayId, "plant", "i", "b", Guid.Empty, "node");
        return new DeliverySession(
            _parts, identity, start, new SessionChannel(socket, settings, TimeProvider.System), new ConnectionLease(TimeProvider.System, settings.Lease, TimeProvider.System.GetTimestamp()), NullLogger.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _points.StopAsync(CancellationToken.None);
        _points.Dispose();
        _log.Dispose();
        _answers.Dispose();
        await _database.DisposeAsync();
    }

    private ConfigurationModel Model(long revision) => new() { Epoch = _epoch, Revision = revision, Hash = "" };
}
