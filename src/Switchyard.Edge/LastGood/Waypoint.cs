namespace Switchyard.Edge.LastGood;

/// <summary>How far the edge has come without a change of content, and when it last heard of its control plane. Kept apart from the state, so that neither costs a write of the whole.</summary>
/// <param name="Epoch">Epoch of the state it belongs to.</param>
/// <param name="Hash">Hash of the state it belongs to.</param>
/// <param name="Seq">The last event.</param>
/// <param name="Revision">The revision.</param>
/// <param name="ContactAt">Wall time of the last contact.</param>
/// <param name="Silence">Time without contact when it was written, whatever the wall clock says since.</param>
internal sealed record Waypoint(Guid Epoch, string Hash, long Seq, long Revision, DateTimeOffset ContactAt, TimeSpan Silence);
