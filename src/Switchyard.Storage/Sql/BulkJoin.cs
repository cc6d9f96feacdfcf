using System.Data;

namespace Switchyard.Storage.Sql;

/// <summary>Joins many rows with a table, to change it or to insert what fits. The values are named <c>column1</c>, <c>column2</c> and so on, as both databases name them.</summary>
/// <param name="before">The statement up to the values, which stand in parentheses.</param>
/// <param name="after">What follows them.</param>
/// <param name="columns">Columns and how to read them from a row.</param>
/// <typeparam name="T">The row.</typeparam>
internal sealed class BulkJoin<T>(string before, string after, params BulkColumn<T>[] columns) : BulkStatement<T>(columns)
{
    /// <inheritdoc />
    protected override string Text(string values) => $"{before} ({values}) {after}";

    /// <summary>No column of a table says what type these values have.</summary>
    protected override string Value(BulkColumn<T> column, string parameter) => $"cast({parameter} as {TypeOf(column.Type)})";

    private static string TypeOf(DbType type) => type switch
    {
        DbType.String => "text",
        DbType.Int64 => "bigint",
        _ => throw new NotSupportedException($"No value of type {type} is joined."),
    };
}
