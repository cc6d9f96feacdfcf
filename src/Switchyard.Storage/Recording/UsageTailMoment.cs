namespace Switchyard.Storage.Recording;

/// <summary>What a reader of the tail of usage has to know of an instant.</summary>
/// <param name="Epoch">The epoch of the database; positions of another one mean nothing.</param>
/// <param name="End">Rows below this position are final, and nothing will be put between them any more.</param>
public sealed record UsageTailMoment(Guid Epoch, long End);
