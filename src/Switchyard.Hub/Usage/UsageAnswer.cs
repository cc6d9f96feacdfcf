namespace Switchyard.Hub.Usage;

/// <summary>What the control plane says to a batch.</summary>
/// <param name="Records">Number of records that are safe now.</param>
/// <param name="Unpriced">Interceptions that ended by this batch with tokens and without a price.</param>
/// <param name="Aborted">Interceptions that ended lives had left open.</param>
public sealed record UsageAnswer(int Records, long Unpriced, int Aborted);
