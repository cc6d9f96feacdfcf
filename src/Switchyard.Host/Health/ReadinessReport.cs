using System.Text.Json.Serialization;

namespace Switchyard.Host.Health;

/// <summary>The answer of <c>/readyz</c>.</summary>
/// <param name="Status"><c>ready</c>, <c>degraded</c>, <c>starting</c> or <c>stopping</c>.</param>
/// <param name="Revision">Revision that requests run on, or null before the first.</param>
/// <param name="Reasons">Why it is not simply ready.</param>
internal sealed record ReadinessReport(string Status, long? Revision, IReadOnlyList<string> Reasons)
{
    /// <summary>How many bundles of this node are in each state; those that none is in are left out. Counts only: this is shown to anybody. Null where no bundles are run.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, int>? Bundles { get; init; }

    [JsonIgnore]
    public bool Serving => Status is "ready" or "degraded";
}
