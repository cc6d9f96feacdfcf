using System.Globalization;
using System.Text;
using Switchyard.Admin.Interceptions;

namespace Switchyard.Admin.Usage;

/// <summary>Usage rows as CSV (RFC 4180): a header line, then a line per interception.</summary>
internal static class UsageRowsCsv
{
    private static readonly (string Name, Func<InterceptionView, object?> Value)[] Columns =
    [
        ("id", row => row.Id),
        ("status", row => row.Status),
        ("startedAt", row => Time(row.StartedAt)),
        ("endedAt", row => Time(row.EndedAt)),
        ("userId", row => row.UserId),
        ("user", row => row.User),
        ("accessKeyId", row => row.AccessKeyId),
        ("provider", row => row.Provider),
        ("model", row => row.Model),
        ("route", row => row.Route),
        ("format", row => row.Format),
        ("client", row => row.Client),
        ("session", row => row.Session),
        ("node", row => row.Node),
        ("revision", row => row.Revision),
        ("httpStatus", row => row.HttpStatus),
        ("error", row => row.Error),
        ("estimated", row => row.Estimated ? "true" : "false"),
        ("cached", row => row.Cached ? "true" : "false"),
        ("inputTokens", row => row.InputTokens),
        ("outputTokens", row => row.OutputTokens),
        ("cacheReadTokens", row => row.CacheReadTokens),
        ("cacheWriteTokens", row => row.CacheWriteTokens),
        ("cacheWriteHourTokens", row => row.CacheWriteHourTokens),
        ("reasoningTokens", row => row.ReasoningTokens),
        ("costUsd", row => row.Cost),
    ];

    public static string Write(IReadOnlyList<InterceptionView> rows)
    {
        var text = new StringBuilder();
        Csv.Line(text, Columns.Select(column => column.Name));
        foreach (var row in rows)
        {
            Csv.Line(text, Columns.Select(column => column.Value(row) is string chosen ? Csv.Harmless(chosen) : Convert.ToString(column.Value(row), CultureInfo.InvariantCulture) ?? ""));
        }

        return text.ToString();
    }

    private static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
