using Switchyard.Storage.Gateways;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Compliance;

/// <summary>Rows of a gateway, with everything set that a test does not care for.</summary>
public abstract class GatewayRows : StorageCompliance
{
    /// <summary>Epoch of acknowledgements.</summary>
    protected static readonly Guid Epoch = new("01900000-0000-7000-8000-00000000e001");

    /// <summary>How long a connection of these tests holds.</summary>
    protected static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>Adds a gateway.</summary>
    protected async Task<GatewayRow> GatewayAsync(string name)
    {
        var row = new GatewayRow { Id = NewId(), Name = name, DisplayName = name.ToUpperInvariant(), LabelsJson = """{"region":"eu"}""", Enabled = true, CreatedAt = Now, UpdatedAt = Now };
        await WriteAsync((session, token) => GatewayTable.InsertAsync(session, row, token));
        return row;
    }

    /// <summary>Adds a token.</summary>
    protected async Task<GatewayTokenRow> TokenAsync(GatewayRow gateway, DateTimeOffset? expiresAt = null)
    {
        var row = new GatewayTokenRow { Id = NewId(), GatewayId = gateway.Id, Hash = new byte[32], Masked = "swg_…1234", CreatedAt = Now, ExpiresAt = expiresAt };
        await WriteAsync((session, token) => GatewayTokenTable.InsertAsync(session, row, token));
        return row;
    }

    /// <summary>A row of an instance that was never seen before.</summary>
    protected static GatewayInstanceRow Instance(GatewayRow gateway, string id = "i1", string boot = "b1") =>
        new() { GatewayId = gateway.Id, InstanceId = id, BootId = boot, ProductVersion = "0.1.0", FirstSeenAt = Now, LastSeenAt = Now, Epoch = Epoch };

    /// <summary>Connects an instance.</summary>
    protected async Task<GatewayInstanceRow> ConnectAsync(GatewayInstanceRow row)
    {
        await WriteAsync((session, token) => GatewayInstanceTable.ConnectAsync(session, row, token));
        return row;
    }

    /// <summary>Opens a connection.</summary>
    protected async Task<GatewayConnectionRow> OpenAsync(GatewayRow gateway, GatewayTokenRow token, Guid node, string instance = "i1", TimeSpan? lease = null, string boot = "b1")
    {
        var row = new GatewayConnectionRow
        {
            Id = NewId(), GatewayId = gateway.Id, InstanceId = instance, BootId = boot, TokenId = token.Id, NodeId = node, Node = "node-1", Address = "127.0.0.1",
        };
        await WriteAsync((session, cancellation) => GatewayConnectionTable.OpenAsync(session, row, lease ?? Lease, cancellation));
        return row;
    }

    /// <summary>Every connection of a gateway, newest first.</summary>
    protected Task<IReadOnlyList<GatewayConnectionRow>> ConnectionsAsync(GatewayRow gateway) =>
        ReadAsync((session, token) => GatewayConnectionTable.ListAsync(session, gateway.Id, null, 100, token));

    /// <summary>One instance.</summary>
    protected Task<GatewayInstanceRow?> InstanceAsync(GatewayRow gateway, string id = "i1") => ReadAsync((session, token) => GatewayInstanceTable.FindAsync(session, gateway.Id, id, token));

    /// <summary>The database's clock.</summary>
    protected Task<long> ClockAsync() => ReadAsync((session, token) => session.QueryFirstAsync<long>($"select {session.Now}", null, token));

    /// <summary>Moves a lease so that it ends <paramref name="by"/> from now, negative for one that has ended.</summary>
    protected Task MoveLeaseAsync(Guid connection, TimeSpan by) => WriteAsync((session, token) => session.ExecuteAsync(
        $"update gateway_connections set expires_at = {session.Now} + @by where id = @connection", new { connection, by = (long)by.TotalMilliseconds }, token));
}
