namespace Switchyard.Admin.Plans;

/// <summary>What a change touches.</summary>
/// <param name="Providers">Names of the providers that differ.</param>
/// <param name="Routes">Aliases that differ, or have a target at one of these providers.</param>
/// <param name="AccessKeys">Access keys that differ, and those of users that differ.</param>
/// <param name="RunningRequests">Requests and streams now running at these providers, on all nodes, as far as they are on record. They run to their end on what they began with.</param>
internal sealed record ImpactView(IReadOnlyList<string> Providers, IReadOnlyList<string> Routes, int AccessKeys, long RunningRequests)
{
    /// <summary>Bundles that differ, and those of workspaces that differ, as <c>workspace/name</c>.</summary>
    public IReadOnlyList<string> Bundles { get; init; } = [];
}
