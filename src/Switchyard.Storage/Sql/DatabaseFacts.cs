namespace Switchyard.Storage.Sql;

/// <summary>What a database says about itself, for people and for <c>doctor</c>.</summary>
public sealed record DatabaseFacts
{
    /// <summary><c>sqlite</c> or <c>postgresql</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Version of the SQLite library or of the PostgreSQL server.</summary>
    public required string Version { get; init; }

    /// <summary>File, or host, port and database. Never a user or a password.</summary>
    public required string Place { get; init; }

    /// <summary>Number of the newest migration that is applied, 0 before the first.</summary>
    public required int SchemaNumber { get; init; }

    /// <summary>Number of the newest migration that this version of Switchyard knows.</summary>
    public required int KnownSchemaNumber { get; init; }

    /// <summary>The server's clock at the time of the answer; null for an embedded database.</summary>
    public DateTimeOffset? Clock { get; init; }
}
