namespace Switchyard.Configuration.Nodes;

/// <summary>Who this node is.</summary>
/// <param name="Id">Made once and kept in the data directory.</param>
/// <param name="Name">What people call it, by default the host's name; not necessarily unique.</param>
public sealed record NodeIdentity(Guid Id, string Name);
