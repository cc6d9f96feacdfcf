namespace Switchyard.Admin.Configuration;

/// <summary>An object of the configuration and where it comes from. What is not listed is a default.</summary>
/// <param name="Section">The section it is in.</param>
/// <param name="Name">Its name; empty for a section that is one object.</param>
/// <param name="Origin">Where it is.</param>
/// <param name="ShadowedBy">What hides it: a later source that replaces or removes it; null when it is in force.</param>
internal sealed record ObjectOriginView(string Section, string Name, OriginView Origin, OriginView? ShadowedBy);
