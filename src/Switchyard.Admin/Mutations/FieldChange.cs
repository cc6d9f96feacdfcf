using System.Text.Json;

namespace Switchyard.Admin.Mutations;

/// <summary>One difference between two states of a record.</summary>
/// <param name="Field">Path of the field.</param>
/// <param name="Before">Its value before, or null.</param>
/// <param name="After">Its value after, or null.</param>
internal sealed record FieldChange(string Field, JsonElement? Before, JsonElement? After);
