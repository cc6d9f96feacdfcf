using System.Text.Json.Nodes;

namespace Switchyard.Admin.Plans;

/// <summary>One field that differs.</summary>
/// <param name="Field">Path of the field.</param>
/// <param name="Before">Its value before, or null.</param>
/// <param name="After">Its value after, or null; of a secret only <c>changed</c>.</param>
internal sealed record FieldView(string Field, JsonNode? Before, JsonNode? After);
