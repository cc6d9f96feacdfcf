using Microsoft.Extensions.Logging;
using Switchyard.Storage.Recording;

namespace Switchyard.Gateway.Recording;

/// <summary>One log line per record, without texts (<c>recording.logRecords</c>).</summary>
internal static partial class RecordLog
{
    /// <summary>Writes the line.</summary>
    public static void Write(ILogger logger, RecordedInterception record)
    {
        var row = record.Row;
        if (record.IsEnd)
        {
            LogEnded(
                logger, row.Id, row.Status, row.UserId, row.AccessKeyId, row.Provider, row.Model, row.InputTokens, row.OutputTokens,
                row.CacheReadTokens, row.CacheWriteTokens + row.CacheWriteHourTokens, row.CostNanos / 1e9, row.Revision);
        }
        else
        {
            LogStarted(logger, row.Id, row.UserId, row.AccessKeyId, row.Provider, row.Model, row.Client, row.Session, row.Revision);
        }
    }

    [LoggerMessage(4240, LogLevel.Information, "Interception {RequestId} started: user {User}, access key {AccessKey}, provider {Provider}, model {Model}, client {Client}, session {Session}, revision {Revision}")]
    private static partial void LogStarted(
        ILogger logger, Guid requestId, Guid user, Guid accessKey, string provider, string model, string client, string? session, long revision);

    [LoggerMessage(4241, LogLevel.Information, "Interception {RequestId} {Status}: user {User}, access key {AccessKey}, provider {Provider}, model {Model}, input {InputTokens}, output {OutputTokens}, cache read {CacheReadTokens}, cache write {CacheWriteTokens}, cost {CostUsd} USD, revision {Revision}")]
    private static partial void LogEnded(
        ILogger logger,
        Guid requestId,
        string status,
        Guid user,
        Guid accessKey,
        string provider,
        string model,
        long inputTokens,
        long outputTokens,
        long cacheReadTokens,
        long cacheWriteTokens,
        double? costUsd,
        long revision);
}
