using Switchyard.Hub.Usage;
using Switchyard.Model.Validation;
using Switchyard.Storage.Recording;

namespace Switchyard.Admin.GatewayUsage;

/// <summary>What a batch of an edge must keep to, whatever it says; everything that is wrong is found at once.</summary>
internal static class UsageRules
{
    /// <summary>Most records of a batch.</summary>
    public const int MostRecords = 10_000;

    private const int MostLives = 1_000;
    private const int LongestText = 1024;

    private static readonly string[] Ends = ["completed", "failed", "cancelled", "aborted"];
    private static readonly string[] Formats = ["chat_completions", "responses", "messages"];
    private static readonly string[] Credentials = ["pool", "byok"];
    private static readonly string[] TextKinds = ["prompt", "reasoning"];

    public static void Check(UsageBatch batch, FaultList faults)
    {
        if (batch.Records.Count > MostRecords || batch.Lives.Count > MostLives || batch.Ended.Count > MostLives)
        {
            faults.Add("", $"A batch has at most {MostRecords} records and {MostLives} lives.");
            return;
        }

        var lives = batch.Lives.Select(life => life.Id).ToHashSet();
        for (var i = 0; i < batch.Records.Count; i++)
        {
            Check(batch.Records[i], $"records[{i}]", lives, faults);
        }

        for (var i = 0; i < batch.Ended.Count; i++)
        {
            Require(lives.Contains(batch.Ended[i]), $"ended[{i}]", "Its life is not among the lives of the batch.", faults);
        }
    }

    private static void Check(RecordedInterception record, string path, HashSet<Guid> lives, FaultList faults)
    {
        var row = record.Row;
        Require(lives.Contains(row.LifeId), path + ".row.lifeId", "It is not among the lives of the batch.", faults);
        Require(row.RootId == row.Id && row.ParentId is null, path + ".row.rootId", "An interception comes as its own root; threads are made here.", faults);
        Require(record.IsEnd ? Ends.Contains(row.Status) && row.EndedAt is not null : row.Status == "running" && row.EndedAt is null, path + ".row.status", "It does not fit to a start or an end.", faults);
        Require(Formats.Contains(row.Format), path + ".row.format", "It is not known.", faults);
        Require(Credentials.Contains(row.CredentialKind), path + ".row.credentialKind", "It is not known.", faults);
        Require(
            row is { InputTokens: >= 0, OutputTokens: >= 0, CacheReadTokens: >= 0, CacheWriteTokens: >= 0, CacheWriteHourTokens: >= 0, Attempts: >= 0 } and not { CostNanos: < 0 },
            path + ".row",
            "Tokens, attempts and cost are not negative.",
            faults);
        foreach (var text in (string?[])[row.Provider, row.Model, row.Route, row.Client, row.Session, row.ToolResultId, row.ErrorCode, row.CredentialHint, row.ResponseId])
        {
            Require(IsPlain(text), path + ".row", $"A text has more than {LongestText} characters or a NUL.", faults);
        }

        Require(record.Texts.All(text => text.InterceptionId == row.Id && TextKinds.Contains(text.Kind) && IsPlain(text.Hash)), path + ".texts", "They do not belong to it.", faults);
        Require(
            record.ToolCalls.All(call => call.InterceptionId == row.Id && call.UserId == row.UserId && IsPlain(call.CallId) && IsPlain(call.Name) && IsPlain(call.InputHash)),
            path + ".toolCalls",
            "They do not belong to it.",
            faults);

        // Bundles run on nodes; a gateway has nothing to tell of them.
        Require(record.Turns is null or { Count: 0 } && record.ToolCalls.All(call => call.Bundle is null && IsPlain(call.Kind)), path + ".turns", "A gateway runs no tools.", faults);
    }

    private static bool IsPlain(string? text) => text is null || (text.Length <= LongestText && !text.Contains('\0', StringComparison.Ordinal));

    private static void Require(bool holds, string field, string detail, FaultList faults)
    {
        if (!holds)
        {
            faults.Add(field, detail);
        }
    }
}
