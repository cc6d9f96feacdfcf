namespace Switchyard.Storage.Sql;

/// <summary>A prepared statement of an embedded database, executed again and again; it belongs to its connection. Its parameters are <c>?</c> and go by their place: names would be looked up one by one for each row.</summary>
internal interface IRowStatement
{
    /// <summary>Executes it.</summary>
    /// <param name="values">A value for each parameter: text, id (written as text), instant (as milliseconds since 1970 UTC), whole number, yes or no, bytes, or null.</param>
    /// <param name="returned">Gets the text in the first column of each row that it returns.</param>
    void Execute(ReadOnlySpan<object?> values, ICollection<string>? returned);
}
