namespace Switchyard.Hub.Protocol;

/// <summary>The node will close the connection; the instance comes again, to any node, or not.</summary>
/// <param name="Reason">One of <see cref="GoAwayReasons"/>.</param>
/// <param name="After">How long to wait before connecting again.</param>
public sealed record GoAwayFrame(string Reason, TimeSpan After) : Frame;
