using Switchyard.Admin.Client.Interceptions;

namespace Switchyard.Console.Requests;

/// <summary>Which requests a page shows, as its address says it.</summary>
/// <param name="Status">Their status; null or empty: any, as of the rest.</param>
/// <param name="User">Id or name of their user.</param>
/// <param name="Provider">Id or name of their provider.</param>
/// <param name="Model">Their model.</param>
/// <param name="Client">Their client.</param>
/// <param name="Span">How long ago they began at most: <c>1h</c>, <c>7d</c>, <c>30d</c>, or <c>all</c>; anything else is a day, so that a page sums no more than that unless it is asked to.</param>
public sealed record RequestSight(string? Status, string? User, string? Provider, string? Model, string? Client, string? Span)
{
    /// <summary>Whether not all are shown.</summary>
    public bool IsNarrow => ToQuery().Length > 0;

    /// <summary>The query of the page's address.</summary>
    public string ToQuery()
    {
        (string Name, string? Value)[] parts = [("status", Status), ("user", User), ("provider", Provider), ("model", Model), ("client", Client), ("span", Span)];
        var given = parts.Where(static part => !string.IsNullOrWhiteSpace(part.Value)).Select(static part => $"{part.Name}={Uri.EscapeDataString(part.Value!.Trim())}").ToArray();
        return given.Length == 0 ? "" : $"?{string.Join('&', given)}";
    }

    /// <summary>What the API is asked for at <paramref name="now"/>.</summary>
    public InterceptionQuery ToQuery(DateTimeOffset now, string? cursor) => new()
    {
        Status = Text(Status),
        User = Text(User),
        Provider = Text(Provider),
        Model = Text(Model),
        Client = Text(Client),
        From = Span switch { "1h" => now.AddHours(-1), "7d" => now.AddDays(-7), "30d" => now.AddDays(-30), "all" => null, _ => now.AddDays(-1) },
        Limit = 50,
        Cursor = cursor,
    };

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
