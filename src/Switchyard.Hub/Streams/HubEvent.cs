namespace Switchyard.Hub.Streams;

/// <summary>What an event says: that something of a kind was changed. Receivers read the record themselves; nothing of its content, least of all a secret, is in here.</summary>
public sealed record HubEvent
{
    /// <summary>Makes an event.</summary>
    /// <param name="type">The kind of thing, by custom the name of its signal; surrounding white space does not count.</param>
    /// <param name="action">What was done.</param>
    /// <param name="entityId">Id of the changed record itself; surrounding white space does not count.</param>
    /// <exception cref="ArgumentException"><paramref name="type"/> or <paramref name="entityId"/> is blank.</exception>
    public HubEvent(string type, HubAction action, string entityId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(type);
        ArgumentException.ThrowIfNullOrWhiteSpace(entityId);
        Type = type.Trim();
        Action = action;
        EntityId = entityId.Trim();
    }

    /// <summary>The kind of thing that changed.</summary>
    public string Type { get; }

    /// <summary>What was done.</summary>
    public HubAction Action { get; }

    /// <summary>Id of the changed record.</summary>
    public string EntityId { get; }
}
