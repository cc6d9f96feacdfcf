using System.Text.Json;

namespace Switchyard.Admin.Client.Events;

/// <summary>Something changed: what, never its content.</summary>
public sealed record HubEvent
{
    /// <summary>Place in the stream; it is the revision that the change made.</summary>
    public required long Version { get; init; }

    /// <summary>Identity of the event.</summary>
    public required Guid EventId { get; init; }

    /// <summary>What kind of thing changed, for example <c>ai_providers_changed</c>.</summary>
    public required string Event { get; init; }

    /// <summary>What was done to it, for example <c>update</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Id of the changed record.</summary>
    public required string EntityId { get; init; }

    /// <summary>When, for people: the order is that of <see cref="Version"/>.</summary>
    public required DateTimeOffset OriginatedAt { get; init; }

    /// <summary>Further facts.</summary>
    public JsonElement Data { get; init; }
}
