using System.Text.Json;

namespace Switchyard.Admin.Client.Configuration;

/// <summary>A configuration text that the node would take.</summary>
public sealed record ConfigurationCheck
{
    /// <summary>What the text was called.</summary>
    public required string File { get; init; }

    /// <summary>Fields that were not judged: the node looks up no variable for a caller.</summary>
    public IReadOnlyList<NotJudgedField> NotJudged { get; init; } = [];

    /// <summary>What the text alone makes, secrets masked.</summary>
    public JsonElement? Content { get; init; }
}
