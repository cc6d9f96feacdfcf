namespace Switchyard.Storage.Sql;

/// <summary>Whose an open transaction is.</summary>
public sealed record TransactionHolder
{
    /// <summary>Process id of the session at the server; null for a prepared transaction, which has none.</summary>
    public int? Pid { get; init; }

    /// <summary>Name of the database that it writes to.</summary>
    public required string Database { get; init; }

    /// <summary>The server's user.</summary>
    public string? User { get; init; }

    /// <summary><c>application_name</c> of the session, or the name under which the transaction was prepared.</summary>
    public string? Application { get; init; }

    /// <summary>When it began; null where this node's user may not see it.</summary>
    public DateTimeOffset? Since { get; init; }
}
