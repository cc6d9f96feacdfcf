namespace Switchyard.Storage.Sql;

/// <summary>
/// A prepared statement of an embedded database, executed again and again; it belongs to its connection. Its parameters are <c>?</c> and go by their place, from 1: names would be looked up one by one for each row.
/// Every parameter is bound before each execution.
/// </summary>
internal interface IRowStatement
{
    /// <summary>Binds null.</summary>
    void BindNull(int place);

    /// <summary>Binds text.</summary>
    void Bind(int place, string value);

    /// <summary>Binds an id, which is written as text.</summary>
    void Bind(int place, Guid value);

    /// <summary>Binds a whole number.</summary>
    void Bind(int place, long value);

    /// <summary>Binds bytes.</summary>
    void Bind(int place, byte[] value);

    /// <summary>Executes it.</summary>
    /// <param name="returned">Gets the text in the first column of each row that it returns.</param>
    void Execute(ICollection<string>? returned);
}
