using Switchyard.Storage.Recording;

namespace Switchyard.Gateway.Recording;

/// <summary>
/// Where batches of the journal go: the database on a node, the control plane on an edge. Everything may be repeated with the same records. <see cref="RecordSinkAwayException"/> and the database's
/// own exceptions for it mean that the sink is away and the call is repeated; <see cref="BatchTooLargeException"/> that less at once would be taken; anything else that the sink refuses the content.
/// </summary>
public interface IRecordSink
{
    /// <summary>Writes records and the lives that recorded them. Returns how many interceptions ended with tokens and without a price.</summary>
    Task<long> WriteAsync(IReadOnlyList<RecordingLifeRow> lives, IReadOnlyList<RecordedInterception> records, CancellationToken cancellationToken);

    /// <summary>Says that a life is over: what it left open is aborted. Returns how many, as far as it is known.</summary>
    Task<int> EndLifeAsync(RecordingLifeRow life, CancellationToken cancellationToken);

    /// <summary>Finds out whether the sink takes any record at all; returns if so, and throws what means «away» if not.</summary>
    Task ProbeAsync(RecordingLifeRow life, CancellationToken cancellationToken);
}
