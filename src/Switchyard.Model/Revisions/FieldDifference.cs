using System.Text.Json.Nodes;
using Switchyard.Model.Secrets;

namespace Switchyard.Model.Revisions;

/// <summary>One field that differs.</summary>
/// <param name="Path">Names of the members that lead to it.</param>
/// <param name="Before">Its value before; null when there was none, and of a secret.</param>
/// <param name="After">Its value after; null when there is none, and of a secret.</param>
public sealed record FieldDifference(IReadOnlyList<string> Path, JsonNode? Before, JsonNode? After)
{
    /// <summary>Whether it is a secret, of which only that it changed may be told.</summary>
    public bool IsSecret { get; init; }

    /// <summary>The secret after; null when there is none or the field is none.</summary>
    public Secret? Secret { get; init; }

    /// <summary>Whether the field is no more; otherwise an <see cref="After"/> of null is the value null.</summary>
    public bool IsAbsent { get; init; }

    /// <summary>The path with dots.</summary>
    public string Field => string.Join('.', Path);
}
