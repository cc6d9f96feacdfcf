using System.Text.Json.Serialization;

namespace Switchyard.Host.Health;

/// <summary>The answer of <c>/readyz</c>.</summary>
/// <param name="Status"><c>ready</c>, <c>degraded</c>, <c>starting</c> or <c>stopping</c>.</param>
/// <param name="Revision">Revision that requests run on, or null before the first.</param>
/// <param name="Reasons">Why it is not simply ready.</param>
internal sealed record ReadinessReport(string Status, long? Revision, IReadOnlyList<string> Reasons)
{
    [JsonIgnore]
    public bool Serving => Status is "ready" or "degraded";
}
