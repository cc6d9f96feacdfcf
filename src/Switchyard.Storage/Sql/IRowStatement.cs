namespace Switchyard.Storage.Sql;

/// <summary>A prepared statement of an embedded database, executed for one row after the other. Its parameters are <c>?</c> and go by their place: names would be looked up one by one for each row.</summary>
internal interface IRowStatement : IDisposable
{
    /// <summary>Executes it.</summary>
    /// <param name="values">A value for each parameter: text, id (written as text), instant (as milliseconds since 1970 UTC), whole number, yes or no, bytes, or null.</param>
    /// <returns>The text in the first column of the first row that it returns; null without a row.</returns>
    string? Execute(ReadOnlySpan<object?> values);
}
