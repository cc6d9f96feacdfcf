using System.Globalization;
using Switchyard.Admin.Requests;
using Switchyard.Storage.Recording;

namespace Switchyard.Admin.Interceptions;

/// <summary>Reads the filters that lists of what was recorded have in common.</summary>
internal static class RecordingQuery
{
    /// <summary>Reads the filters; a reversed range is a fault.</summary>
    public static InterceptionFilter Filter(RequestQuery query)
    {
        var filter = new InterceptionFilter
        {
            User = query.Text("user"),
            AccessKey = query.Id("accessKey"),
            Provider = query.Text("provider"),
            Model = query.Text("model"),
            Client = query.Text("client"),
            Session = query.Text("session"),
            Status = query.OneOf("status", "running", "completed", "failed", "cancelled", "aborted"),
            StartedAfter = query.Time("startedAfter"),
            StartedBefore = query.Time("startedBefore"),
        };
        if (filter.StartedAfter >= filter.StartedBefore)
        {
            query.Fault("startedBefore", "This must be later than 'startedAfter'.");
        }

        return filter;
    }

    /// <summary>Reads the sort key of a cursor, a time and an id; a cursor that does not hold them is a fault.</summary>
    public static (DateTimeOffset At, Guid Id)? After(RequestQuery query, IReadOnlyList<string> keys)
    {
        if (keys.Count == 0)
        {
            return null;
        }

        if (long.TryParse(keys[0], NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            && Guid.TryParseExact(keys[1], "D", out var id))
        {
            return (DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), id);
        }

        query.Fault("cursor", "This is no cursor of this list; use 'next' of a former answer.");
        return null;
    }

    /// <summary>The sort key that <see cref="After"/> reads.</summary>
    public static string[] Key(DateTimeOffset at, Guid id) => [at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), id.ToString("D")];

    /// <summary>US dollars of <paramref name="nanos"/> billionths.</summary>
    public static decimal Dollars(long nanos) => nanos / 1_000_000_000m;
}
