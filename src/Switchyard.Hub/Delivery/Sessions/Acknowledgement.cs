namespace Switchyard.Hub.Delivery.Sessions;

/// <summary>An acknowledgement, judged.</summary>
/// <param name="Outcome">What it is.</param>
/// <param name="Last">The last thing that it answers, of an applied one.</param>
/// <param name="Events">Events that it answers.</param>
internal sealed record Acknowledgement(AckOutcome Outcome, Sent? Last, int Events)
{
    public static Acknowledgement Late { get; } = new(AckOutcome.Late, null, 0);

    public static Acknowledgement Diverged { get; } = new(AckOutcome.Diverged, null, 0);
}
