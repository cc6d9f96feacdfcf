using System.Diagnostics.Metrics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Bench.Load;
using Switchyard.Bench.Postgres;
using Switchyard.Hub.Changes;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Telemetry;
using Switchyard.Model.Access;
using Switchyard.Storage.Audit;
using Switchyard.Storage.Gateways;
using Switchyard.Storage.Postgres;
using Switchyard.Storage.Sql;

namespace Switchyard.Bench.Gateways;

/// <summary>Nodes on one PostgreSQL, with a provider that is changed again and again, and gateways with a token each.</summary>
internal sealed class RolloutSystem : IAsyncDisposable
{
    private readonly string _folder;
    private readonly PostgresDatabase _database;
    private readonly ServiceProvider _services;
    private readonly ChangeRecorder _recorder;
    private Guid _provider;

    private RolloutSystem(BenchPostgres server, string connection, string folder)
    {
        (Server, _folder) = (server, folder);
        _database = PostgresDatabase.Create(connection, TimeProvider.System, NullLoggerFactory.Instance);
        _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        _recorder = new ChangeRecorder(TimeProvider.System, new HubPublisher(TimeProvider.System, new HubInstruments(_services.GetRequiredService<IMeterFactory>())));
    }

    public BenchPostgres Server { get; }

    public List<BenchNode> Nodes { get; } = [];

    /// <summary>Processor time that all nodes have used together.</summary>
    public TimeSpan ProcessorTime => Nodes.Aggregate(TimeSpan.Zero, (sum, node) => sum + node.ProcessorTime);

    public static async Task<RolloutSystem> StartAsync(int nodes, CancellationToken cancellationToken)
    {
        var server = await BenchPostgres.StartAsync(cancellationToken);
        var connection = await server.CreateDatabaseAsync("rollout", cancellationToken);
        var system = new RolloutSystem(server, connection, Directory.CreateTempSubdirectory("switchyard-bench-rollout-").FullName);
        try
        {
            for (var number = 0; number < nodes; number++)
            {
                var node = new BenchNode(number, connection, system._folder);
                system.Nodes.Add(node);
                await node.StartAsync(cancellationToken);
            }

            await system.AddProviderAsync(cancellationToken);
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes gateways, all in one change, and returns their tokens.</summary>
    public async Task<IReadOnlyList<string>> AddGatewaysAsync(int count, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        var tokens = new List<string>();
        await _database.WriteAsync(
            async (session, token) =>
            {
                Guid id = default;
                for (var number = 0; number < count; number++)
                {
                    id = Guid.CreateVersion7(now);
                    await GatewayTable.InsertAsync(
                        session,
                        new GatewayRow { Id = id, Name = $"bench-{number}", DisplayName = "", LabelsJson = "{}", Enabled = true, CreatedAt = now, UpdatedAt = now },
                        token);
                    var tokenId = Guid.CreateVersion7(now);
                    var secret = AccessToken.Create(AccessToken.GatewayPrefix, tokenId);
                    var hash = new byte[32];
                    AccessToken.Hash(secret.Reveal(), hash);
                    await GatewayTokenTable.InsertAsync(session, new GatewayTokenRow { Id = tokenId, GatewayId = id, Hash = hash, Masked = secret.Masked, CreatedAt = now }, token);
                    tokens.Add(secret.Reveal());
                }

                await _recorder.RecordAsync(session, Change.Of(HubStreams.GatewaysChanged, HubAction.Create, id, Audit("gateway.create", id)), token);
            },
            cancellationToken);
        return tokens;
    }

    /// <summary>Changes the provider. <paramref name="committing"/> is called with the revision and the time just before the commit is sent.</summary>
    public Task<long> ChangeAsync(Action<long, long> committing, CancellationToken cancellationToken) => _database.WriteAsync(
        async (session, token) =>
        {
            var now = TimeProvider.System.GetUtcNow();
            await session.ExecuteAsync(
                "update providers set display_name = @name, version = version + 1, updated_at = @now where id = @id", new { name = $"at {now:O}", now, id = _provider }, token);
            var revision = await _recorder.RecordAsync(session, Change.Of(HubStreams.AiProvidersChanged, HubAction.Update, _provider, Audit("provider.update", _provider)), token);
            committing(revision, Clock.Now);
            return revision;
        },
        cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
        {
            await node.DisposeAsync();
        }

        await _database.DisposeAsync();
        await _services.DisposeAsync();
        await Server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task AddProviderAsync(CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = Nodes[0].ControlPlane };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", BenchNode.Token);
        using var answer = await client.PostAsJsonAsync(
            new Uri("/api/v1/providers", UriKind.Relative), new { name = "bench", type = "openai", baseUrl = "https://api.openai.com/v1", keys = new[] { new { key = "upstream-key-of-the-benchmark" } } }, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"POST /api/v1/providers answered {(int)answer.StatusCode}: {text}");
        }

        _provider = JsonDocument.Parse(text).RootElement.GetProperty("id").GetGuid();
    }

    private static AuditEntry Audit(string action, Guid id) =>
        new() { Action = action, ActorKind = "operator", ActorId = "bench", ActorName = "bench", EntityType = "bench", EntityId = id.ToString(), EntityName = "bench" };
}
