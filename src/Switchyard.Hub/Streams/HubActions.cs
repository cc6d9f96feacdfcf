namespace Switchyard.Hub.Streams;

/// <summary>The names of <see cref="HubAction"/> in databases and on the wire.</summary>
public static class HubActions
{
    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Enum.GetValues<HubAction>().Select(NameOf)];

    /// <summary>The name of <paramref name="action"/>, lower case.</summary>
    public static string NameOf(HubAction action) => action switch
    {
        HubAction.Create => "create",
        HubAction.Update => "update",
        HubAction.Delete => "delete",
        HubAction.Enable => "enable",
        HubAction.Disable => "disable",
        HubAction.Provision => "provision",
        HubAction.Revoke => "revoke",
        HubAction.Start => "start",
        HubAction.Stop => "stop",
        HubAction.Rotate => "rotate",
        HubAction.Reset => "reset",
        HubAction.Respawn => "respawn",
        HubAction.Warn => "warn",
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "Unknown action."),
    };

    /// <summary>Finds the action with the exact name <paramref name="name"/>.</summary>
    public static bool TryParse(string? name, out HubAction action)
    {
        foreach (var candidate in Enum.GetValues<HubAction>())
        {
            if (NameOf(candidate) == name)
            {
                action = candidate;
                return true;
            }
        }

        action = default;
        return false;
    }
}
