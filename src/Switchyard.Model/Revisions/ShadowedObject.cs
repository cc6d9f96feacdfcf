using Switchyard.Model.Origins;

namespace Switchyard.Model.Revisions;

/// <summary>An object that a later source replaces or removes.</summary>
/// <param name="Section">The section it is in.</param>
/// <param name="Name">Its name.</param>
/// <param name="Origin">Where it is.</param>
/// <param name="By">What hides it.</param>
public sealed record ShadowedObject(string Section, string Name, Origin Origin, Origin By);
