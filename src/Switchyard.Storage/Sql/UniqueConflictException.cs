namespace Switchyard.Storage.Sql;

/// <summary>A row with the same unique value (name, id, position) is there already, written perhaps by another node an instant ago; nothing was written.</summary>
/// <param name="rule">The unique index as the database names it: <c>providers_name</c> on PostgreSQL, <c>providers.name</c> on SQLite.</param>
/// <param name="innerException">The driver's exception, or null.</param>
public sealed class UniqueConflictException(string rule, Exception? innerException = null)
    : Exception($"The unique rule {rule} is broken; nothing was written.", innerException)
{
    /// <summary>The unique index as the database names it.</summary>
    public string Rule { get; } = rule;

    /// <summary>Whether the rule is of <paramref name="table"/> and <paramref name="column"/>, whichever database spoke.</summary>
    public bool IsOf(string table, string column) =>
        Rule.Contains($"{table}.{column}", StringComparison.Ordinal) || Rule == $"{table}_{column}" || (column == "id" && Rule == $"{table}_pkey");
}
