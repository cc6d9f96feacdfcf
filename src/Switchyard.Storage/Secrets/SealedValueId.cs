namespace Switchyard.Storage.Secrets;

/// <summary>Where a sealed value is.</summary>
/// <param name="Column">The column.</param>
/// <param name="RowId">Id of its row.</param>
public sealed record SealedValueId(SealedColumn Column, Guid RowId);
