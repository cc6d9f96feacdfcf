using System.Data;

namespace Switchyard.Storage.Sql;

/// <summary>
/// A column of a statement over many rows: its name, and how it is read from a row. Ids are written as text and instants as milliseconds since 1970 UTC. To an embedded database a value goes as what it is: a box for each was a seventh
/// of what recording a request cost.
/// </summary>
/// <typeparam name="T">The row.</typeparam>
internal sealed class BulkColumn<T>
{
    /// <summary>A column of text.</summary>
    public BulkColumn(string name, Func<T, string?> value)
        : this(name, DbType.String, value, (statement, place, row) => BindText(statement, place, value(row)))
    {
    }

    /// <summary>A column of ids.</summary>
    public BulkColumn(string name, Func<T, Guid> value)
        : this(name, DbType.String, row => value(row).ToString("D"), (statement, place, row) => statement.Bind(place, value(row)))
    {
    }

    /// <summary>A column of ids that may be missing.</summary>
    public BulkColumn(string name, Func<T, Guid?> value)
        : this(name, DbType.String, row => value(row)?.ToString("D"), (statement, place, row) => BindId(statement, place, value(row)))
    {
    }

    /// <summary>A column of whole numbers.</summary>
    public BulkColumn(string name, Func<T, long> value)
        : this(name, DbType.Int64, row => value(row), (statement, place, row) => statement.Bind(place, value(row)))
    {
    }

    /// <summary>A column of whole numbers that may be missing.</summary>
    public BulkColumn(string name, Func<T, long?> value)
        : this(name, DbType.Int64, row => value(row), (statement, place, row) => BindNumber(statement, place, value(row)))
    {
    }

    /// <summary>A column of small whole numbers.</summary>
    public BulkColumn(string name, Func<T, int> value)
        : this(name, DbType.Int32, row => value(row), (statement, place, row) => statement.Bind(place, value(row)))
    {
    }

    /// <summary>A column of small whole numbers that may be missing.</summary>
    public BulkColumn(string name, Func<T, int?> value)
        : this(name, DbType.Int32, row => value(row), (statement, place, row) => BindNumber(statement, place, value(row)))
    {
    }

    /// <summary>A column of yes and no.</summary>
    public BulkColumn(string name, Func<T, bool> value)
        : this(name, DbType.Boolean, row => value(row), (statement, place, row) => statement.Bind(place, value(row) ? 1L : 0L))
    {
    }

    /// <summary>A column of instants.</summary>
    public BulkColumn(string name, Func<T, DateTimeOffset> value)
        : this(name, DbType.Int64, row => value(row).ToUnixTimeMilliseconds(), (statement, place, row) => statement.Bind(place, value(row).ToUnixTimeMilliseconds()))
    {
    }

    /// <summary>A column of instants that may be missing.</summary>
    public BulkColumn(string name, Func<T, DateTimeOffset?> value)
        : this(name, DbType.Int64, row => value(row)?.ToUnixTimeMilliseconds(), (statement, place, row) => BindNumber(statement, place, value(row)?.ToUnixTimeMilliseconds()))
    {
    }

    /// <summary>A column of bytes.</summary>
    public BulkColumn(string name, Func<T, byte[]?> value)
        : this(name, DbType.Binary, value, (statement, place, row) => BindBytes(statement, place, value(row)))
    {
    }

    private BulkColumn(string name, DbType type, Func<T, object?>? value, Action<IRowStatement, int, T>? bind) => (Name, Type, Value, Bind) = (name, type, value, bind);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its type, which the driver needs for nulls.</summary>
    public DbType Type { get; }

    /// <summary>The value of a row as the driver takes it; null where <see cref="Sql"/> says it.</summary>
    public Func<T, object?>? Value { get; }

    /// <summary>Binds the value of a row to the parameter at a place; null where <see cref="Sql"/> says it.</summary>
    public Action<IRowStatement, int, T>? Bind { get; }

    /// <summary>The expression that stands in every row.</summary>
    public string? Sql { get; private init; }

    /// <summary>A column whose value the database finds itself.</summary>
    public static BulkColumn<T> Of(string name, string sql) => new(name, DbType.Object, (Func<T, object?>?)null, null) { Sql = sql };

    private static void BindText(IRowStatement statement, int place, string? value)
    {
        if (value is null)
        {
            statement.BindNull(place);
        }
        else
        {
            statement.Bind(place, value);
        }
    }

    private static void BindId(IRowStatement statement, int place, Guid? value)
    {
        if (value is { } id)
        {
            statement.Bind(place, id);
        }
        else
        {
            statement.BindNull(place);
        }
    }

    private static void BindNumber(IRowStatement statement, int place, long? value)
    {
        if (value is { } number)
        {
            statement.Bind(place, number);
        }
        else
        {
            statement.BindNull(place);
        }
    }

    private static void BindBytes(IRowStatement statement, int place, byte[]? value)
    {
        if (value is null)
        {
            statement.BindNull(place);
        }
        else
        {
            statement.Bind(place, value);
        }
    }
}
