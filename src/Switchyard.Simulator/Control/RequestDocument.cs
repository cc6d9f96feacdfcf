using Switchyard.Simulator.Journal;

namespace Switchyard.Simulator.Control;

/// <summary>A logged request as JSON, credentials masked.</summary>
internal static class RequestDocument
{
    private static readonly string[] Credentials = ["authorization", "x-api-key", "api-key", "cookie"];

    public static object Show(ReceivedRequest request) => new
    {
        ordinal = request.Ordinal,
        method = request.Method,
        target = request.RawTarget,
        model = request.Model,
        key = RuleDocument.Masked(request.Key),
        ruleId = request.RuleId,
        status = request.StatusCode,
        outcome = request.Outcome.ToString(),
        eventsSent = request.EventsSent,
        bytesSent = request.BytesSent,
        connectionId = request.ConnectionId,
        headers = request.Headers.Select(header => new
        {
            name = header.Key,
            value = Credentials.Contains(header.Key, StringComparer.OrdinalIgnoreCase) ? "***" : header.Value,
        }),
        body = request.BodyText,
    };
}
