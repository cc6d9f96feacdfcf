namespace Switchyard.Hub.Changes;

/// <summary>Where changes are made.</summary>
public static class ChangeOrigins
{
    /// <summary>A record of the database.</summary>
    public const string Database = "database";

    /// <summary>A document of the configuration.</summary>
    public const string Document = "document";

    /// <summary>The configuration files of a node.</summary>
    public const string File = "file";

    /// <summary>A canary that began or was taken back.</summary>
    public const string Canary = "canary";

    /// <summary>An earlier revision that was put back.</summary>
    public const string Rollback = "rollback";
}
