using System.Text.Json.Nodes;
using Switchyard.Admin.Plans;

namespace Switchyard.Admin.Configuration;

/// <summary>A configuration text that the node would take.</summary>
internal sealed record ConfigurationCheckView
{
    /// <summary>True: a faulty one is answered with 422.</summary>
    public required bool Valid { get; init; }

    /// <summary>What the caller calls it.</summary>
    public required string File { get; init; }

    /// <summary>Fields that only the node it is for can judge.</summary>
    public required IReadOnlyList<NotJudgedView> NotJudged { get; init; }

    /// <summary>What the text alone makes, secrets masked.</summary>
    public required JsonObject Content { get; init; }

    /// <summary>What it would change of the configuration in force, as one more file over all others.</summary>
    public required IReadOnlyList<ObjectChangeView> Diff { get; init; }

    /// <summary>How that would be put in force.</summary>
    public required PlanView Plan { get; init; }

    /// <summary>What that touches.</summary>
    public required ImpactView Impact { get; init; }
}
