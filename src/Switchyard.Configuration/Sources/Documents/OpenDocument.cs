using Switchyard.Configuration.Sources.File.Parts;

namespace Switchyard.Configuration.Sources.Documents;

/// <summary>A document of the database as it was read.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Part">What it says; not to be used when there are faults.</param>
/// <param name="Faults">What is wrong with it on this node.</param>
internal sealed record OpenDocument(string Name, long Version, FilePart Part, IReadOnlyList<ConfigurationFault> Faults);
