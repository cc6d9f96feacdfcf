using Switchyard.Storage.Recording;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Compliance;

/// <summary>Rows of recording for tests.</summary>
public static class RecordingRows
{
    /// <summary>The life that all rows belong to.</summary>
    public static RecordingLifeRow Life { get; } =
        new(new Guid(1, 0, 0, new byte[8]), new Guid(2, 0, 0, new byte[8]), "node-a", [1, 2, 3], DateTimeOffset.UnixEpoch);

    /// <summary>The user of all rows.</summary>
    public static Guid User { get; } = new(3, 0, 0, new byte[8]);

    /// <summary>A running interception.</summary>
    public static InterceptionRow Running(Guid id, DateTimeOffset startedAt) => new()
    {
        Id = id,
        RootId = id,
        LifeId = Life.Id,
        NodeId = Life.NodeId,
        Node = Life.Node,
        Status = "running",
        StartedAt = startedAt,
        Revision = 7,
        UserId = User,
        AccessKeyId = new Guid(4, 0, 0, new byte[8]),
        ProviderId = new Guid(5, 0, 0, new byte[8]),
        Provider = "openai",
        CredentialKind = "pool",
        Model = "gpt",
        Format = "chat_completions",
        Stream = true,
        Client = "unknown",
    };

    /// <summary>The same, completed a second later with 10 tokens in and 5 out for 100 billionths of a dollar.</summary>
    public static InterceptionRow Completed(Guid id, DateTimeOffset startedAt) => Running(id, startedAt) with
    {
        Status = "completed",
        EndedAt = startedAt.AddSeconds(1),
        HttpStatus = 200,
        Attempts = 1,
        FirstByteMicros = 1500,
        UsageReported = true,
        InputTokens = 10,
        OutputTokens = 5,
        CostNanos = 100,
    };

    /// <summary>Inserts the life and completed <paramref name="rows"/>.</summary>
    public static async Task AddAsync(SqlSession session, IReadOnlyList<InterceptionRow> rows, CancellationToken cancellationToken)
    {
        await RecordingLifeTable.EnsureAsync(session, Life, Life.StartedAt, cancellationToken);
        await InterceptionTable.StartAsync(session, [.. rows.Where(row => row.Status == "running")], cancellationToken);
        await InterceptionTable.EndAsync(session, [.. rows.Where(row => row.Status != "running")], cancellationToken);
    }
}
