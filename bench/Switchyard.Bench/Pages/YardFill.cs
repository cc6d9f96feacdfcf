using System.Security.Cryptography;
using Switchyard.Storage.Access;
using Switchyard.Storage.Gateways;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Providers;
using Switchyard.Storage.Recording;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sql;

namespace Switchyard.Bench.Pages;

/// <summary>Fills an empty database with a yard of any size, as nodes would have written it: providers with a key each, users with access keys, gateways of which each has a connection, and what was asked.</summary>
/// <param name="Providers">Providers.</param>
/// <param name="Gateways">Gateways.</param>
/// <param name="Interceptions">Interceptions, over the last 30 days.</param>
internal sealed record YardFill(int Providers, int Gateways, int Interceptions)
{
    private const int Users = 200;
    private const int Batch = 1_000;

    private static readonly string[] Models = ["gpt-5", "gpt-5-mini", "claude-sonnet-4-5", "claude-haiku-4-5", "o4-mini"];
    private static readonly string[] Clients = ["codex", "claude-code", "cursor", "openai-python"];
    private static readonly string[] Statuses = ["completed", "completed", "completed", "completed", "completed", "completed", "completed", "failed", "cancelled", "completed"];

    /// <summary>Address of the providers.</summary>
    public string BaseUrl { get; init; } = "https://up.example/";

    /// <summary>The name of a provider, by its number from 0.</summary>
    public static string ProviderName(int number) => $"provider-{number:0000}";

    /// <summary>Writes it, in a few transactions.</summary>
    public async Task RunAsync(Database database, SecretSealer sealer, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var providers = Ids(Providers, now);
        var users = Ids(Users, now);
        await database.WriteAsync((session, token) => ProvidersAsync(session, sealer, providers, now, token), cancellationToken);
        await database.WriteAsync((session, token) => UsersAsync(session, users, now, token), cancellationToken);
        await database.WriteAsync((session, token) => GatewaysAsync(session, now, token), cancellationToken);
        var life = new RecordingLifeRow(Guid.CreateVersion7(now), Guid.CreateVersion7(now), "node-before", [], now);
        life = life with { SealedKey = sealer.Seal(SealedColumns.RecordingLives.Table, SealedColumns.RecordingLives.Column, life.Id, RandomNumberGenerator.GetBytes(TextSealer.KeyBytes)) };
        await database.WriteAsync((session, token) => RecordingLifeTable.EnsureAsync(session, life, now, token), cancellationToken);
        var step = TimeSpan.FromDays(30) / Math.Max(1, Interceptions);
        for (var done = 0; done < Interceptions; done += Batch)
        {
            var rows = Enumerable.Range(done, Math.Min(Batch, Interceptions - done)).Select(number => Row(number, now - (step * (Interceptions - number)), life, providers, users)).ToArray();
            await database.WriteAsync((session, token) => InterceptionTable.EndAsync(session, rows, token), cancellationToken);
        }
    }

    private static Guid[] Ids(int count, DateTimeOffset now) => [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7(now))];

    private async Task ProvidersAsync(SqlSession session, SecretSealer sealer, Guid[] ids, DateTimeOffset now, CancellationToken cancellationToken)
    {
        for (var i = 0; i < ids.Length; i++)
        {
            var (name, key) = (ProviderName(i), Guid.CreateVersion7(now));
            await ProviderTable.InsertAsync(
                session,
                new ProviderRow { Id = ids[i], Name = name, Type = "openai", DisplayName = name, BaseUrl = BaseUrl, Enabled = true, AllowByok = false, SettingsJson = "{}", CreatedAt = now, UpdatedAt = now },
                cancellationToken);
            await ProviderKeyTable.InsertAsync(
                session,
                new ProviderKeyRow
                {
                    Id = key, ProviderId = ids[i], Label = "main", Position = 0, Enabled = true, Masked = "…abcd", CreatedAt = now,
                    Sealed = sealer.Seal(SealedColumns.ProviderKeys.Table, SealedColumns.ProviderKeys.Column, key, $"sk-benchmark-{i}"),
                },
                cancellationToken);
        }
    }

    private static async Task UsersAsync(SqlSession session, Guid[] ids, DateTimeOffset now, CancellationToken cancellationToken)
    {
        for (var i = 0; i < ids.Length; i++)
        {
            await UserTable.InsertAsync(session, new UserRow { Id = ids[i], Name = $"user-{i:0000}", Role = "engineer", Enabled = true, CreatedAt = now, UpdatedAt = now }, cancellationToken);
            await AccessKeyTable.InsertAsync(
                session, new AccessKeyRow { Id = ids[i], UserId = ids[i], Name = "laptop", Hash = SHA256.HashData(ids[i].ToByteArray()), Masked = "sy_…abcd", Enabled = true, CreatedAt = now }, cancellationToken);
        }
    }

    private async Task GatewaysAsync(SqlSession session, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (epoch, node) = (await EpochTable.GetAsync(session, cancellationToken), Guid.CreateVersion7(now));
        for (var i = 0; i < Gateways; i++)
        {
            var (id, token, instance) = (Guid.CreateVersion7(now), Guid.CreateVersion7(now), $"instance-{i:0000}");
            await GatewayTable.InsertAsync(
                session, new GatewayRow { Id = id, Name = $"edge-{i:0000}", DisplayName = $"edge-{i:0000}", LabelsJson = """{"region":"eu","tier":"1"}""", Enabled = true, CreatedAt = now, UpdatedAt = now }, cancellationToken);
            await GatewayTokenTable.InsertAsync(session, new GatewayTokenRow { Id = token, GatewayId = id, Hash = SHA256.HashData(token.ToByteArray()), Masked = "swg_…abcd", CreatedAt = now }, cancellationToken);
            await GatewayInstanceTable.ConnectAsync(
                session, new GatewayInstanceRow { GatewayId = id, InstanceId = instance, BootId = instance, ProductVersion = "0.1.0", FirstSeenAt = now, LastSeenAt = now, Epoch = epoch }, cancellationToken);

            // Its node is none that starts, so nobody ends it.
            await GatewayConnectionTable.OpenAsync(
                session,
                new GatewayConnectionRow { Id = Guid.CreateVersion7(now), GatewayId = id, InstanceId = instance, BootId = instance, TokenId = token, NodeId = node, Node = "node-before", Address = "192.0.2.1" },
                TimeSpan.FromDays(1),
                cancellationToken);
        }
    }

    private static InterceptionRow Row(int number, DateTimeOffset at, RecordingLifeRow life, Guid[] providers, Guid[] users)
    {
        var (id, provider, user) = (Guid.CreateVersion7(at), number % providers.Length, users[number % users.Length]);
        var session = number / 20;
        return new InterceptionRow
        {
            Id = id,
            RootId = id,
            LifeId = life.Id,
            NodeId = life.NodeId,
            Node = life.Node,
            Status = Statuses[number % Statuses.Length],
            StartedAt = at,
            EndedAt = at.AddSeconds(2),
            Revision = 1,
            UserId = user,
            AccessKeyId = user,
            ProviderId = providers[provider],
            Provider = ProviderName(provider),
            CredentialKind = "pool",
            CredentialHint = "…abcd",
            Model = Models[number % Models.Length],
            Format = "chat",
            Client = Clients[number % Clients.Length],
            Session = $"session-{session}",
            SessionId = new Guid(SHA256.HashData(BitConverter.GetBytes(session)).AsSpan(0, 16)),
            HttpStatus = number % Statuses.Length == 7 ? 502 : 200,
            FirstByteMicros = 250_000 + (number % 1000),
            InputTokens = 900,
            OutputTokens = 150,
            CostNanos = 2_500_000,
        };
    }
}
