using Switchyard.Admin.Tests.Hosting;
using Switchyard.Hub.Streams;
using Switchyard.Storage.Gateways;
using Switchyard.Storage.Hub;

namespace Switchyard.Admin.Tests.Gateways;

/// <summary>Writes what a node would write of the instances that are connected to it.</summary>
internal sealed class Fleet(ControlPlane plane)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>Creates a gateway and returns its id.</summary>
    public async Task<Guid> CreateAsync(string name, string more = "")
    {
        var created = await plane.Http.SendAsync("POST", "/api/v1/gateways", $$"""{"name":"{{name}}"{{more}}}""");
        created.Status.ShouldBe(System.Net.HttpStatusCode.Created, created.Text);
        return created.Json.GetProperty("id").GetGuid();
    }

    /// <summary>An instance connects.</summary>
    public Task<Guid> ConnectAsync(Guid gateway, string instance, string node = "node-a", TimeSpan? lease = null) => WriteAsync(async (session, token) =>
    {
        var now = TimeProvider.System.GetUtcNow();
        var connection = Guid.CreateVersion7(now);
        await GatewayInstanceTable.ConnectAsync(
            session, new GatewayInstanceRow { GatewayId = gateway, InstanceId = instance, BootId = "boot", ProductVersion = "0.1.0", FirstSeenAt = now, LastSeenAt = now }, token);
        await GatewayConnectionTable.OpenAsync(
            session,
            new GatewayConnectionRow
            {
                Id = connection, GatewayId = gateway, InstanceId = instance, BootId = "boot", TokenId = Guid.CreateVersion7(), NodeId = Guid.CreateVersion7(), Node = node, Address = "192.0.2.7",
            },
            lease ?? Lease,
            token);
        return connection;
    });

    /// <summary>A connection ends.</summary>
    public Task EndAsync(Guid connection, string reason = "closed") => WriteAsync(async (session, token) =>
    {
        await GatewayConnectionTable.EndAsync(session, connection, reason, token);
        return true;
    });

    /// <summary>An instance has applied everything up to <paramref name="seq"/>.</summary>
    public Task AckAsync(Guid gateway, string instance, long seq, Guid connection = default) => WriteAsync(async (session, token) =>
    {
        var now = TimeProvider.System.GetUtcNow();
        var row = (await GatewayInstanceTable.FindAsync(session, gateway, instance, token))!;
        var epoch = await EpochTable.GetAsync(session, token);
        await GatewayInstanceTable.AckAsync(session, [row with { Epoch = epoch, AckedSeq = seq, AckedAt = now, Revision = seq, LastSeenAt = now }], token);
        await GatewayDeliveryTable.UpsertAsync(session, [Answer(gateway, instance, seq, connection, "acked", now, null)], token);
        return true;
    });

    /// <summary>An instance can not apply <paramref name="seq"/>.</summary>
    public Task RejectAsync(Guid gateway, string instance, long seq, string reason, Guid connection = default) => WriteAsync(async (session, token) =>
    {
        var now = TimeProvider.System.GetUtcNow();
        var row = (await GatewayInstanceTable.FindAsync(session, gateway, instance, token))!;
        await GatewayInstanceTable.RejectAsync(session, [row with { Epoch = await EpochTable.GetAsync(session, token), RejectedSeq = seq, Reason = reason, LastSeenAt = now }], token);
        await GatewayDeliveryTable.UpsertAsync(session, [Answer(gateway, instance, seq, connection, "rejected", now, reason)], token);
        return true;
    });

    /// <summary>An instance says what its keys and requests do.</summary>
    public Task ReportAsync(Guid gateway, string instance, string report) => WriteAsync(async (session, token) =>
    {
        var row = (await GatewayInstanceTable.FindAsync(session, gateway, instance, token))!;
        await GatewayInstanceTable.ReportAsync(session, [row with { ReportJson = report }], token);
        return true;
    });

    /// <summary>Events were removed before an instance had them.</summary>
    public Task LoseAsync(Guid gateway, string instance, long from, long to, string reason) => WriteAsync(async (session, token) =>
    {
        var now = TimeProvider.System.GetUtcNow();
        await LostRangeTable.InsertAsync(
            session, new LostRangeRow { Id = Guid.CreateVersion7(now), GatewayId = gateway, InstanceId = instance, FromSeq = from, ToSeq = to, Reason = reason, At = now }, token);
        return true;
    });

    private static GatewayDeliveryRow Answer(Guid gateway, string instance, long seq, Guid connection, string state, DateTimeOffset now, string? error) =>
        new() { GatewayId = gateway, InstanceId = instance, Seq = seq, ConnectionId = connection, State = state, SentAt = now.AddMilliseconds(-5), AnsweredAt = now, Error = error };

    private Task<T> WriteAsync<T>(Func<Storage.Sql.SqlSession, CancellationToken, Task<T>> work) => plane.Database.WriteAsync(
        async (session, token) =>
        {
            var result = await work(session, token);
            var version = await StreamTable.BumpAsync(session, HubStreams.GatewaySessions, token);
            await session.SignalAsync(HubStreams.GatewaySessions, version, token);
            return result;
        },
        TestContext.Current.CancellationToken);
}
