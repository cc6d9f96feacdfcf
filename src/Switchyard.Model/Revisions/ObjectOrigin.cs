using Switchyard.Model.Origins;

namespace Switchyard.Model.Revisions;

/// <summary>Where an object of the configuration in force comes from.</summary>
/// <param name="Section">The section it is in.</param>
/// <param name="Name">Its name; empty for a section that is one object.</param>
/// <param name="Origin">Where it is.</param>
public sealed record ObjectOrigin(string Section, string Name, Origin Origin);
