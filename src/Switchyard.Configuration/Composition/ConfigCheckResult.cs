using Switchyard.Configuration.Sources;
using Switchyard.Model.Revisions;

namespace Switchyard.Configuration.Composition;

/// <summary>What a check found.</summary>
/// <param name="Faults">Everything that is wrong; empty when the configuration would be taken.</param>
/// <param name="Model">The configuration that the files alone make, null with faults.</param>
public sealed record ConfigCheckResult(IReadOnlyList<ConfigurationFault> Faults, ConfigurationModel? Model)
{
    /// <summary>Values that were not judged, because they refer to variables that were not looked up.</summary>
    public IReadOnlyList<UnknownReference> Unknown { get; init; } = [];

    /// <summary>Whether a node would take it.</summary>
    public bool IsGood => Faults.Count == 0;
}
