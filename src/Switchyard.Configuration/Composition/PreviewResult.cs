using Switchyard.Configuration.Sources;
using Switchyard.Model.Revisions;

namespace Switchyard.Configuration.Composition;

/// <summary>What a change of documents or files would make of the configuration of this node.</summary>
/// <param name="Faults">Everything that is wrong with what is new; empty when it would be taken.</param>
/// <param name="Changes">What would change, secrets told only as changed; empty with faults.</param>
public sealed record PreviewResult(IReadOnlyList<ConfigurationFault> Faults, IReadOnlyList<ObjectChange> Changes)
{
    /// <summary>Values that were not judged, because they refer to variables that were not looked up.</summary>
    public IReadOnlyList<UnknownReference> Unknown { get; init; } = [];

    /// <summary>The configuration that a checked text alone makes; null with faults and of documents.</summary>
    public ConfigurationModel? Alone { get; init; }
}
