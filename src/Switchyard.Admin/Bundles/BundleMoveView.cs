namespace Switchyard.Admin.Bundles;

/// <summary>A bundle came into another state on a node.</summary>
internal sealed record BundleMoveView(long Seq, Guid NodeId, string? Node, DateTimeOffset At, string From, string To, string Reason, long Generation, string? Detail);
