namespace Switchyard.Storage.Migrations;

/// <summary>A row of <c>schema_migrations</c>.</summary>
internal sealed record AppliedMigration
{
    /// <summary>Number of the migration.</summary>
    public required int Number { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Checksum of the text that was applied.</summary>
    public required string Checksum { get; init; }

    /// <summary>Version of Switchyard that applied it.</summary>
    public required string ProductVersion { get; init; }

    /// <summary>As the file is called.</summary>
    public string FullName => $"{Number:0000}_{Name}";
}
