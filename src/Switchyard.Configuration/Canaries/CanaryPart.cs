using Switchyard.Configuration.Sources;
using Switchyard.Configuration.Sources.Documents;
using Switchyard.Model.Canaries;

namespace Switchyard.Configuration.Canaries;

/// <summary>This node's part in a canary.</summary>
/// <param name="Mark">For the configuration.</param>
/// <param name="Documents">The documents that it tries, those of all included; null when it tries none.</param>
/// <param name="Rejection">What is wrong with them on this node, or null.</param>
internal sealed record CanaryPart(CanaryMark Mark, DocumentSet? Documents, ConfigurationRejectedException? Rejection);
