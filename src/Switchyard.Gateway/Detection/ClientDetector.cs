using Microsoft.AspNetCore.Http;
using Switchyard.Gateway.Bridges;
using Switchyard.Model.Detection;

namespace Switchyard.Gateway.Detection;

/// <summary>Tells clients and sessions by the table of a request's configuration. Detection never fails a request: what it can not read, it does not know.</summary>
internal static class ClientDetector
{
    /// <summary>Longest session id; the rest is cut off.</summary>
    public const int MaxSessionLength = 100;

    /// <summary>The client of a request with <paramref name="headers"/>, told by <paramref name="config"/>; <paramref name="facts"/> are null for what is not intercepted.</summary>
    public static DetectedClient Detect(DetectionConfig config, IHeaderDictionary headers, RequestFacts? facts)
    {
        var userAgent = headers.UserAgent.ToString();
        foreach (var rule in config.Clients)
        {
            if (Fits(rule, userAgent, headers))
            {
                return new DetectedClient(rule.Client, SessionOf(rule, headers, facts));
            }
        }

        return DetectedClient.Unknown;
    }

    private static bool Fits(ClientRule rule, string userAgent, IHeaderDictionary headers)
    {
        foreach (var prefix in rule.UserAgents)
        {
            if (prefix.Length > 0 && userAgent.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        foreach (var match in rule.Headers)
        {
            if (headers.TryGetValue(match.Name, out var values)
                && (match.Value is null || string.Equals(values.ToString().Trim(), match.Value, StringComparison.OrdinalIgnoreCase)))
            {
                return true;
            }
        }

        return false;
    }

    private static string? SessionOf(ClientRule rule, IHeaderDictionary headers, RequestFacts? facts)
    {
        foreach (var source in rule.Sessions)
        {
            var found = Trimmed(source.Header is { } name ? headers[name].ToString() : MetadataSession.Of(facts?.MetadataUserId));
            if (found is not null)
            {
                return found;
            }
        }

        return null;
    }

    private static string? Trimmed(string? text)
    {
        var trimmed = text.AsSpan().Trim();
        if (trimmed.Length > MaxSessionLength)
        {
            // A character outside the basic plane is two units; half of one is no text.
            trimmed = trimmed[..(char.IsHighSurrogate(trimmed[MaxSessionLength - 1]) ? MaxSessionLength - 1 : MaxSessionLength)].TrimEnd();
        }

        return trimmed.IsEmpty ? null : trimmed.ToString();
    }
}
