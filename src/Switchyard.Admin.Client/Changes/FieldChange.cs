using System.Text.Json;

namespace Switchyard.Admin.Client.Changes;

/// <summary>One difference that a change makes.</summary>
/// <param name="Field">Path of the field.</param>
/// <param name="Before">Its value now; null when there is none.</param>
/// <param name="After">Its value then; null when there is none.</param>
public sealed record FieldChange(string Field, JsonElement? Before, JsonElement? After);
