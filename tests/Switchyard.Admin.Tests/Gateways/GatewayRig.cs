using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Hub.Changes;
using Switchyard.Hub.Streams;
using Switchyard.Model.Access;
using Switchyard.Storage.Audit;
using Switchyard.Storage.Gateways;
using Switchyard.Storage.Postgres;
using Switchyard.Storage.Sql;
using Switchyard.Storage.Sqlite;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Runs;

namespace Switchyard.Admin.Tests.Gateways;

/// <summary>Several nodes on one database of either kind, with gateways as an operator would make them.</summary>
internal sealed class GatewayRig : IAsyncDisposable
{
    private readonly Database _database;
    private readonly string? _directory;
    private readonly List<Database> _joined = [];
    private readonly List<IAsyncDisposable> _owned = [];

    private GatewayRig(Database database, string? directory) => (_database, _directory) = (database, directory);

    public List<ControlPlane> Nodes { get; } = [];

    public Database Database => _database;

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    /// <summary>Starts <paramref name="nodes"/> nodes; <paramref name="parts"/> makes what each of them brings.</summary>
    public static async Task<GatewayRig> StartAsync(string kind, PostgresServer server, int nodes = 1, Func<int, ControlPlaneParts>? parts = null)
    {
        GatewayRig rig;
        string? connection = null;
        if (kind == "postgresql")
        {
            connection = await server.CreateDatabaseAsync();
            rig = new GatewayRig(PostgresDatabase.Create(connection, TimeProvider.System, NullLoggerFactory.Instance), null);
        }
        else
        {
            var directory = Directory.CreateTempSubdirectory("switchyard-gateways-").FullName;
            rig = new GatewayRig(SqliteDatabase.Open(Path.Combine(directory, "switchyard.db"), TimeProvider.System, NullLoggerFactory.Instance), directory);
        }

        await rig._database.MigrateAsync(Ended);
        var ring = Storage.Secrets.SecretKeyRing.Create();
        for (var i = 0; i < nodes; i++)
        {
            var database = rig._database;
            if (connection is not null && i > 0)
            {
                database = PostgresDatabase.Create(connection, TimeProvider.System, NullLoggerFactory.Instance);
                rig._joined.Add(database);
            }

            rig.Nodes.Add(await ControlPlane.StartAsync(parts?.Invoke(i) ?? new ControlPlaneParts { Ring = ring }, database));
        }

        return rig;
    }

    /// <summary>Makes a gateway and a token for it.</summary>
    public async Task<TestGateway> CreateGatewayAsync(string name = "plant", string labels = "{}")
    {
        var now = TimeProvider.System.GetUtcNow();
        var gateway = new GatewayRow { Id = Guid.CreateVersion7(now), Name = name, DisplayName = name, LabelsJson = labels, Enabled = true, CreatedAt = now, UpdatedAt = now };
        await ChangeAsync(HubStreams.GatewaysChanged, HubAction.Create, gateway.Id, (session, token) => GatewayTable.InsertAsync(session, gateway, token));
        var (tokenId, secret) = await CreateTokenAsync(gateway.Id);
        return new TestGateway(gateway.Id, name, tokenId, secret);
    }

    public async Task<(Guid Id, string Token)> CreateTokenAsync(Guid gatewayId, DateTimeOffset? expiresAt = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var secret = AccessToken.Create(AccessToken.GatewayPrefix, id);
        var hash = new byte[SHA256.HashSizeInBytes];
        AccessToken.Hash(secret.Reveal(), hash);
        var row = new GatewayTokenRow { Id = id, GatewayId = gatewayId, Hash = hash, Masked = secret.Masked, CreatedAt = now, ExpiresAt = expiresAt };
        await ChangeAsync(HubStreams.GatewayTokensChanged, HubAction.Provision, gatewayId, (session, token) => GatewayTokenTable.InsertAsync(session, row, token));
        return (id, secret.Reveal());
    }

    public Task RevokeAsync(TestGateway gateway) => ChangeAsync(
        HubStreams.GatewayTokensChanged, HubAction.Revoke, gateway.Id, (session, token) => GatewayTokenTable.RevokeAsync(session, gateway.Id, gateway.TokenId, TimeProvider.System.GetUtcNow(), token));

    public Task UpdateAsync(TestGateway gateway, Func<GatewayRow, GatewayRow> change) => ChangeAsync(
        HubStreams.GatewaysChanged,
        HubAction.Update,
        gateway.Id,
        async (session, token) =>
        {
            var row = (await GatewayTable.LockAsync(session, gateway.Id.ToString("D"), token))!;
            await GatewayTable.UpdateAsync(session, change(row), token);
        });

    public Task DeleteAsync(TestGateway gateway) => ChangeAsync(
        HubStreams.GatewaysChanged,
        HubAction.Delete,
        gateway.Id,
        async (session, token) => await GatewayTable.DeleteAsync(
            session, gateway.Id, (await GatewayTable.LockAsync(session, gateway.Id.ToString("D"), token))!.Version, TimeProvider.System.GetUtcNow(), token));

    /// <summary>Makes a provider through the API of a node: one change, one event.</summary>
    public async Task<long> AddProviderAsync(string name, int node = 0)
    {
        var answer = await Nodes[node].Http.SendAsync(
            "POST", "/api/v1/providers", $$"""{"name":"{{name}}","type":"openai","baseUrl":"https://example.com","keys":[{"key":"sk-secret-of-{{name}}-0123456789"}]}""");
        answer.Status.ShouldBe(System.Net.HttpStatusCode.Created, answer.Text);
        return long.Parse(answer.Headers["X-Switchyard-Revision"], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Makes a provider one of those gateways only that have the labels.</summary>
    public Task SelectAsync(string provider, string selector) => ChangeAsync(
        HubStreams.AiProvidersChanged,
        HubAction.Update,
        Guid.CreateVersion7(),
        async (session, token) =>
        {
            var row = (await Storage.Providers.ProviderTable.LockAsync(session, provider, token))!;
            await Storage.Providers.ProviderTable.UpdateAsync(session, row with { SelectorJson = selector }, token);
        });

    /// <summary>Makes the state large: that many users with long names, in one change, whose revision it gives.</summary>
    public Task<long> FillAsync(int users) => ChangeAsync(
        HubStreams.AccessKeysChanged,
        HubAction.Create,
        Guid.CreateVersion7(),
        async (session, token) =>
        {
            var now = TimeProvider.System.GetUtcNow();
            for (var i = 0; i < users; i++)
            {
                var row = new Storage.Access.UserRow
                {
                    Id = Guid.CreateVersion7(now), Name = $"{i:000000}-{new string('n', 200)}", Email = null, Role = "user", Enabled = true, ProvidersJson = null, CreatedAt = now, UpdatedAt = now,
                };
                await Storage.Access.UserTable.InsertAsync(session, row, token);
            }
        });

    /// <summary>Stops a node in the ordinary way.</summary>
    public async Task StopAsync(int node)
    {
        var stopped = Nodes[node];
        Nodes.RemoveAt(node);
        await stopped.StopAsync();
        await stopped.DisposeAsync();
    }

    /// <summary>Ends <paramref name="thing"/> along with the rig.</summary>
    public void Owns(IAsyncDisposable thing) => _owned.Add(thing);

    public Task<GatewayInstanceRow?> InstanceAsync(TestGateway gateway, string instance) =>
        _database.ReadAsync((session, token) => GatewayInstanceTable.FindAsync(session, gateway.Id, instance, token), Ended);

    public Task<IReadOnlyList<GatewayConnectionRow>> ConnectionsAsync(TestGateway gateway) =>
        _database.ReadAsync((session, token) => GatewayConnectionTable.ListAsync(session, gateway.Id, null, 1000, token), Ended);

    /// <summary>Waits until the database says so; each look lets the nodes work.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await holds())
        {
            await Patience.PauseAsync(patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
        {
            await node.DisposeAsync();
        }

        foreach (var database in _joined)
        {
            await database.DisposeAsync();
        }

        await _database.DisposeAsync();
        foreach (var thing in _owned)
        {
            await thing.DisposeAsync();
        }

        if (_directory is not null)
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    private Task<long> ChangeAsync(string signal, HubAction action, Guid id, Func<SqlSession, CancellationToken, Task> write) => _database.WriteAsync(
        async (session, token) =>
        {
            await write(session, token);
            var audit = new AuditEntry
            {
                Action = "test", ActorKind = "operator", ActorId = id.ToString(), ActorName = "admin", EntityType = "gateway", EntityId = id.ToString(), EntityName = "gateway",
            };
            return await Nodes[0].Services.GetRequiredService<ChangeRecorder>().RecordAsync(session, Change.Of(signal, action, id, audit), token);
        },
        Ended);
}

/// <summary>A gateway of a test.</summary>
internal sealed record TestGateway(Guid Id, string Name, Guid TokenId, string Token);
