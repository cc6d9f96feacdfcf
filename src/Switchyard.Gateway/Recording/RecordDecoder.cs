using System.Security.Cryptography;
using System.Text;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Recording.Journal;
using Switchyard.Storage.Recording;

namespace Switchyard.Gateway.Recording;

/// <summary>Reads records of the journal, as <see cref="RecordCodec"/> writes them, into rows of the database.</summary>
internal static class RecordDecoder
{
    /// <summary>Reads a record.</summary>
    /// <exception cref="InvalidDataException">It is of an unknown kind or version, or damaged.</exception>
    public static RecordedInterception Read(JournalRecord record)
    {
        var reader = new RecordReader(record.Payload);
        var kind = reader.Byte();
        var version = reader.Byte();
        if (kind is not (RecordCodec.Start or RecordCodec.End) || version is 0 or > RecordCodec.Version)
        {
            throw new InvalidDataException($"The record is of kind {kind}, version {version}; this version of Switchyard does not know it.");
        }

        var row = ReadFacts(ref reader, record.Life);
        return kind == RecordCodec.Start ? ReadStart(ref reader, row) : ReadEnd(ref reader, row, version);
    }

    private static InterceptionRow ReadFacts(ref RecordReader reader, JournalLife life)
    {
        var id = reader.Id();
        var row = new InterceptionRow
        {
            Id = id,
            RootId = id,
            LifeId = life.Id,
            NodeId = life.NodeId,
            Node = life.NodeName,
            Status = "running",
            StartedAt = reader.Time(),
            Revision = reader.Number(),
            UserId = reader.Id(),
            AccessKeyId = reader.Id(),
            ProviderId = reader.Id(),
            Provider = reader.Text(),
            Model = reader.Text(),
            Route = reader.OptionalText(),
            Format = FormatOf(reader.Byte()),
            Stream = reader.Bool(),
            Client = reader.Text(),
            Session = reader.OptionalText(),
            AgentSession = reader.OptionalId(),
            AgentSequence = (int?)reader.OptionalNumber(),
            CredentialKind = reader.Bool() ? "byok" : "pool",
            ToolResultId = reader.OptionalText(),
        };
        return row.Session is null ? row : row with { SessionId = SessionIdOf(row.UserId, row.Client, row.Session) };
    }

    private static RecordedInterception ReadStart(ref RecordReader reader, InterceptionRow row)
    {
        var texts = ReadTexts(row.Id, "prompt", reader.Secret());
        return new RecordedInterception(IsEnd: false, row with { Children = texts.Count }, texts, []);
    }

    private static RecordedInterception ReadEnd(ref RecordReader reader, InterceptionRow row, byte version)
    {
        row = row with
        {
            EndedAt = reader.Time(),
            Status = StatusOf(reader.Byte()),
            HttpStatus = (int)reader.Number(),
            ErrorCode = reader.OptionalText(),
            ProviderId = reader.Id(),
            Provider = reader.Text(),
            Model = reader.Text(),
            ProviderKeyId = reader.OptionalId(),
            CredentialHint = reader.OptionalText(),
            Attempts = (int)reader.Number(),
            FirstByteMicros = reader.OptionalNumber(),
            ResponseId = reader.OptionalText(),
            Estimated = reader.Bool(),
            Cached = version > 1 && reader.Bool(),
            UsageReported = reader.Bool(),
            InputTokens = reader.Number(),
            OutputTokens = reader.Number(),
            CacheReadTokens = reader.Number(),
            CacheWriteTokens = reader.Number(),
            CacheWriteHourTokens = reader.Number(),
            ReasoningTokens = reader.Number(),
            InputAudioTokens = reader.Number(),
            OutputAudioTokens = reader.Number(),
            AcceptedPredictionTokens = reader.Number(),
            RejectedPredictionTokens = reader.Number(),
            WebSearches = reader.Number(),
            CostNanos = reader.OptionalNumber(),
        };
        var texts = ReadTexts(row.Id, "reasoning", reader.Secret());
        var calls = new List<ToolUsageRow>();
        for (var i = 0; reader.Bool(); i++)
        {
            var callId = reader.Text();
            var name = reader.Text();
            var call = version > 2 ? ReadRun(ref reader, row, i, callId, name) : new ToolUsageRow { InterceptionId = row.Id, Position = i, UserId = row.UserId, CallId = callId, Name = name };
            var input = reader.Secret();
            calls.Add(call with
            {
                InputSealed = input?.Sealed,
                InputHash = input?.Hash,
                Truncated = input?.Truncated ?? false,
            });
        }

        var turns = version > 2 ? ReadTurns(ref reader, row.Id) : [];
        return new RecordedInterception(IsEnd: true, row with { Children = texts.Count + calls.Count + turns.Count }, texts, calls) { Turns = turns };
    }

    private static ToolUsageRow ReadRun(ref RecordReader reader, InterceptionRow row, int position, string callId, string name)
    {
        var call = new ToolUsageRow { InterceptionId = row.Id, Position = position, UserId = row.UserId, CallId = callId, Name = name, Kind = reader.Text() };
        return !reader.Bool() ? call : call with
        {
            Bundle = reader.Text(),
            Tool = reader.Text(),
            DurationMicros = reader.Number(),
            Outcome = reader.Text(),
            ErrorClass = reader.OptionalText(),
        };
    }

    private static List<InterceptionTurnRow> ReadTurns(ref RecordReader reader, Guid interceptionId)
    {
        var turns = new List<InterceptionTurnRow>();
        while (reader.Bool())
        {
            turns.Add(new InterceptionTurnRow
            {
                InterceptionId = interceptionId,
                Position = turns.Count,
                Provider = reader.Text(),
                Model = reader.Text(),
                ResponseId = reader.OptionalText(),
                DurationMicros = reader.Number(),
                InputTokens = reader.Number(),
                OutputTokens = reader.Number(),
                CacheReadTokens = reader.Number(),
                CacheWriteTokens = reader.Number(),
                CacheWriteHourTokens = reader.Number(),
                ReasoningTokens = reader.Number(),
                CostNanos = reader.OptionalNumber(),
            });
        }

        return turns;
    }

    private static IReadOnlyList<InterceptionTextRow> ReadTexts(Guid id, string kind, (byte[]? Sealed, string? Hash, bool Truncated)? text) =>
        text is { } found
            ? [new InterceptionTextRow { InterceptionId = id, Kind = kind, Sealed = found.Sealed, Hash = found.Hash, Truncated = found.Truncated }]
            : [];

    // Clients name sessions as they like, and two users may use one name.
    private static Guid SessionIdOf(Guid userId, string client, string session) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{userId:D}\n{client}\n{session}")).AsSpan(0, 16), bigEndian: true);

    private static string FormatOf(byte format) => (BridgeFormat)format switch
    {
        BridgeFormat.ChatCompletions => "chat_completions",
        BridgeFormat.Responses => "responses",
        BridgeFormat.Messages => "messages",
        BridgeFormat.Mcp => "mcp",
        _ => throw new InvalidDataException($"Format {format} is not known."),
    };

    private static string StatusOf(byte status) => (InterceptionStatus)status switch
    {
        InterceptionStatus.Completed => "completed",
        InterceptionStatus.Failed => "failed",
        InterceptionStatus.Cancelled => "cancelled",
        InterceptionStatus.Aborted => "aborted",
        _ => throw new InvalidDataException($"Status {status} does not end an interception."),
    };
}
