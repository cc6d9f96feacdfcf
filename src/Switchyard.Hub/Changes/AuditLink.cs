using System.Text.Json;

namespace Switchyard.Hub.Changes;

/// <summary>Which rows of the audit log tell about a revision. It stands in the data of the revision's event, so that the two need no clock to be brought together.</summary>
/// <param name="First">Version of the first row.</param>
/// <param name="Last">Version of the last row.</param>
public sealed record AuditLink(long First, long Last)
{
    /// <summary>Finds the link in the data of an event; null when there is none.</summary>
    public static AuditLink? Of(string data)
    {
        using var json = JsonDocument.Parse(data);
        return json.RootElement.TryGetProperty("audit", out var rows) && rows.ValueKind == JsonValueKind.Array && rows.GetArrayLength() == 2
            ? new AuditLink(rows[0].GetInt64(), rows[1].GetInt64())
            : null;
    }

    /// <summary>The data of an event with this link.</summary>
    internal string ToJson() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $$"""{"audit":[{{First}},{{Last}}]}""");
}
