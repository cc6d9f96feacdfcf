namespace Switchyard.Storage.Sql;

/// <summary>Inserts many rows.</summary>
/// <param name="table">Table name.</param>
/// <param name="onConflict">The ON CONFLICT clause.</param>
/// <param name="columns">Columns and how to read them from a row.</param>
/// <typeparam name="T">The row.</typeparam>
internal sealed class BulkInsert<T>(string table, string onConflict, params BulkColumn<T>[] columns) : BulkStatement<T>(columns)
{
    private readonly string _names = string.Join(", ", columns.Select(column => column.Name));

    /// <inheritdoc />
    protected override string Text(string values) => $"insert into {table} ({_names}) {values} {onConflict}";
}
