namespace Switchyard.Storage.Recording;

/// <summary>The start or the end of an interception as rows of the database.</summary>
/// <param name="IsEnd">Whether it ends the interception.</param>
/// <param name="Row">The interception, not yet threaded: it is its own root.</param>
/// <param name="Texts">Its texts.</param>
/// <param name="ToolCalls">Its tool calls.</param>
public sealed record RecordedInterception(
    bool IsEnd, InterceptionRow Row, IReadOnlyList<InterceptionTextRow> Texts, IReadOnlyList<ToolUsageRow> ToolCalls)
{
    /// <summary>Its turns, where it had tools of a workspace. Null from an edge of a version before.</summary>
    public IReadOnlyList<InterceptionTurnRow>? Turns { get; init; } = [];

    /// <summary>The record of an interception whose start and end are written at once.</summary>
    public static RecordedInterception Merge(RecordedInterception first, RecordedInterception second)
    {
        var row = second.IsEnd || !first.IsEnd ? second.Row : first.Row;
        return new RecordedInterception(
            first.IsEnd || second.IsEnd,
            row with { Children = first.Row.Children + second.Row.Children },
            [.. first.Texts, .. second.Texts],
            [.. first.ToolCalls, .. second.ToolCalls])
        {
            Turns = [.. first.Turns ?? [], .. second.Turns ?? []],
        };
    }

    /// <summary>A record that stands for any other, to see whether the database takes one.</summary>
    public static RecordedInterception Probe(RecordingLifeRow life, DateTimeOffset now)
    {
        var id = Guid.CreateVersion7(now);
        var row = new InterceptionRow
        {
            Id = id,
            RootId = id,
            LifeId = life.Id,
            NodeId = life.NodeId,
            Node = life.Node,
            Status = "completed",
            StartedAt = now,
            EndedAt = now,
            UserId = id,
            AccessKeyId = id,
            ProviderId = id,
            Provider = "probe",
            CredentialKind = "pool",
            Model = "probe",
            Format = "messages",
            Client = "probe",
        };
        return new RecordedInterception(IsEnd: true, row, [], []);
    }
}
