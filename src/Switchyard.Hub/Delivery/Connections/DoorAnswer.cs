namespace Switchyard.Hub.Delivery.Connections;

/// <summary>Whether somebody is let in.</summary>
/// <param name="Pass">What he is let in with, or null.</param>
/// <param name="Refusal">Why not, without a pass.</param>
/// <param name="RetryAfter">When it is worth trying again, if it is.</param>
public sealed record DoorAnswer(DoorPass? Pass, DoorRefusal Refusal = default, TimeSpan? RetryAfter = null)
{
    internal static DoorAnswer Refused(DoorRefusal refusal, TimeSpan? retryAfter = null) => new(null, refusal, retryAfter);
}
