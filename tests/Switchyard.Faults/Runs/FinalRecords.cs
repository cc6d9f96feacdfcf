using System.Text.Json;
using Npgsql;
using Switchyard.Admin.Client.Chats;
using Switchyard.Faults.Ledger;
using Switchyard.Faults.Workload;
using Switchyard.Faults.Yards;
using Switchyard.Storage.Secrets;

namespace Switchyard.Faults.Runs;

/// <summary>Reads the tables themselves when all is at rest: what the product says of itself is not enough.</summary>
internal sealed class FinalRecords(RigRun run) : IAsyncDisposable
{
    private const string Name = "database";

    private readonly SecretSealer _sealer = new(SecretKeyRing.Parse(RigYard.SecretKeys));

    // Sessions of before a crash of the server are dead.
    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(run.Yard.Database + ";Pooling=false");

    /// <summary>The newest revision.</summary>
    public async Task<long> HeadAsync(CancellationToken cancellationToken)
    {
        await using var command = _database.CreateCommand("select version from streams where name = 'config'");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>The recorded requests that are not in <paramref name="before"/>.</summary>
    public async Task<IReadOnlyList<UsageKept>> UsageAsync(IReadOnlySet<string> before, CancellationToken cancellationToken)
    {
        List<UsageKept> usage = [];
        await using var command = _database.CreateCommand("select id, agent_session, status, output_tokens from interceptions");
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            if (before.Contains(rows.GetString(0)))
            {
                continue;
            }

            Guid? request = rows.IsDBNull(1) ? null : Guid.Parse(rows.GetString(1));
            usage.Add(new UsageKept(run.Book.Now, Name, rows.GetString(0), request, rows.GetString(2), rows.GetInt64(3)));
        }

        return usage;
    }

    /// <summary>How many of these chats have a turn that runs.</summary>
    public async Task<long> RunningAsync(IReadOnlySet<Guid> chats, CancellationToken cancellationToken)
    {
        await using var command = _database.CreateCommand("select count(*) from chats where turn_state = 'running' and id = any($1)");
        command.Parameters.Add(new NpgsqlParameter { Value = chats.Select(static chat => chat.ToString("D")).ToArray() });
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Writes what was said in chats into the ledger. It is sealed in its table, so a node is asked.</summary>
    public async Task RecordChatsAsync(IReadOnlySet<Guid> chats, CancellationToken cancellationToken)
    {
        // Of all nodes the last one is the one that no seeded bug makes deaf.
        using var client = ChatsClient.Connect(run.Yard.Nodes[^1].DataPlane, run.Yard.AccessKey);
        foreach (var chat in chats)
        {
            var messages = new List<KeptMessage>();
            for (string? cursor = null; ;)
            {
                var page = await client.ListMessagesAsync(chat, cursor: cursor, cancellationToken: cancellationToken);
                messages.AddRange(page.Items.Select(static message => new KeptMessage(message.Turn, RoleOf(message), message.State == "complete", message.Content.GetString() ?? "")));
                if ((cursor = page.Next) is null)
                {
                    break;
                }
            }

            run.Book.Append(new ChatKept(run.Book.Now, Name, chat, messages));
        }

        foreach (var (errand, receipt) in run.Yard.Agent.Errands().Where(item => item.Errand.StartsWith(Talker.ErrandsOf(run), StringComparison.Ordinal)))
        {
            run.Book.Append(new ErrandKept(run.Book.Now, Name, errand, receipt));
        }
    }

    /// <summary>Writes revisions and providers into the ledger.</summary>
    public async Task RecordAsync(long baseRevision, CancellationToken cancellationToken)
    {
        await using (var command = _database.CreateCommand(
            "select e.version, e.id, coalesce(r.comment, '') from events e left join config_revisions r on r.revision = e.version where e.stream = 'config' and e.version > $1 order by e.version"))
        {
            command.Parameters.Add(new NpgsqlParameter { Value = baseRevision });
            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            while (await rows.ReadAsync(cancellationToken))
            {
                run.Book.Append(new RevisionKept(run.Book.Now, Name, rows.GetInt64(0), Guid.Parse(rows.GetString(1)).ToString("D"), rows.GetString(2)));
            }
        }

        var asked = run.Book.Now;
        var head = await HeadAsync(cancellationToken);
        run.Book.Append(new ConfigurationSeen(run.Book.Now, Name, ConfigurationSeen.Database, asked, "", head, "", await ProvidersAsync(cancellationToken), IsFinal: true));
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static KeptRole RoleOf(ChatMessage message) => message switch
    {
        { Role: "user" } => KeptRole.User,
        { Role: "tool" } => KeptRole.Tool,
        { ToolCalls.Count: > 0 } => KeptRole.Call,
        _ => KeptRole.Model,
    };

    /// <summary>Those of records and those of documents; nobody has both under one name.</summary>
    private async Task<IReadOnlyDictionary<string, SeenProvider>> ProvidersAsync(CancellationToken cancellationToken)
    {
        var providers = await RecordsAsync(cancellationToken);
        await using var command = _database.CreateCommand("select id, name, sealed from config_documents where starts_with(name, $1)");
        command.Parameters.Add(new NpgsqlParameter { Value = run.Name + "-" });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            var (table, column, _) = SealedColumns.Documents;
            if (!_sealer.TryOpen(table, column, Guid.Parse(rows.GetString(0)), rows.GetFieldValue<byte[]>(2), out var text))
            {
                throw new InvalidOperationException($"The document {rows.GetString(1)} can not be opened.");
            }

            providers.Add(rows.GetString(1), ConfigurationPage.OfDocument(JsonElement.Parse(text!)));
        }

        return providers;
    }

    private async Task<Dictionary<string, SeenProvider>> RecordsAsync(CancellationToken cancellationToken)
    {
        var providers = new Dictionary<string, SeenProvider>(StringComparer.Ordinal);
        await using var command = _database.CreateCommand(
            """
            select p.name, p.display_name, p.enabled, p.settings_json, coalesce((select array_agg(k.label order by k.position) from provider_keys k where k.provider_id = p.id), '{}')
            from providers p where p.deleted_at is null and starts_with(p.name, $1)
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = run.Name + "-" });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            providers[rows.GetString(0)] = ConfigurationPage.Provider(rows.GetString(1), JsonElement.Parse(rows.GetString(3)), rows.GetBoolean(2), rows.GetFieldValue<string[]>(4));
        }

        return providers;
    }
}
