using System.Text.Json;
using Switchyard.Admin.Client.Changes;

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

    /// <summary>What it would change of the configuration in force, as one more file over all others.</summary>
    public IReadOnlyList<ObjectChange> Diff { get; init; } = [];

    /// <summary>How that would be put in force.</summary>
    public ChangePlan? Plan { get; init; }

    /// <summary>What that touches.</summary>
    public ChangeImpact? Impact { get; init; }
}
