namespace Switchyard.Configuration.Tests.Rig;

/// <summary>What stays of a node from one start to the next.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Directory">Its data directory; null for one that keeps nothing.</param>
internal sealed record NodeHome(Guid Id, string? Directory);
