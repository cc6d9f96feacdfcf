namespace Switchyard.Storage.Secrets;

/// <summary>A column that holds sealed values. The row's id is the third part of what a value is bound to.</summary>
/// <param name="Table">Table name.</param>
/// <param name="Column">Column name; null means no value, an empty one that it was erased.</param>
/// <param name="IdColumn">Name of the id column, TEXT holding a UUID, the primary key.</param>
public sealed record SealedColumn(string Table, string Column, string IdColumn = "id");
