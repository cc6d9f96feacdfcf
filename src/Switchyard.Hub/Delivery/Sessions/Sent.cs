using Switchyard.Hub.States;

namespace Switchyard.Hub.Delivery.Sessions;

/// <summary>Something that was sent and not answered yet.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="UpTo">The sequence number by which it is answered.</param>
/// <param name="State">What the instance has when it has applied it.</param>
/// <param name="Events">How many events it counts as.</param>
/// <param name="Bytes">About how many bytes of objects it carries.</param>
/// <param name="At">When it was sent, since the session began.</param>
/// <param name="IsStale">Whether it is superseded: an answer is expected and says nothing.</param>
internal sealed record Sent(SentKind Kind, long UpTo, GatewayState State, int Events, long Bytes, TimeSpan At, bool IsStale = false);
