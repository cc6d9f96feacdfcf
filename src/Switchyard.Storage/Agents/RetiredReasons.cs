namespace Switchyard.Storage.Agents;

/// <summary>Why an agent was retired.</summary>
public static class RetiredReasons
{
    /// <summary>A newer build succeeded. What runs may end.</summary>
    public const string Replaced = "replaced";

    /// <summary>Its build failed or was stopped. What runs may end.</summary>
    public const string Stopped = "stopped";

    /// <summary>It was expected by this name and registered under another one.</summary>
    public const string Renamed = "renamed";

    /// <summary>Its token was revoked: what runs is cut.</summary>
    public const string Revoked = "revoked";

    /// <summary>Its workspace was deleted: what runs is cut.</summary>
    public const string Deleted = "deleted";

    /// <summary>Whether connections to an agent that was retired for <paramref name="reason"/> end at once.</summary>
    public static bool Cuts(string? reason) => reason is Revoked or Deleted;
}
