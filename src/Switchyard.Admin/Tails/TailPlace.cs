namespace Switchyard.Admin.Tails;

/// <summary>Where a reader of a tail stands.</summary>
/// <param name="Epoch">The epoch of the database.</param>
/// <param name="Position">Position of the last row it has.</param>
/// <param name="Id">Id of that row, where several rows have one position.</param>
internal readonly record struct TailPlace(Guid Epoch, long Position, Guid Id);
