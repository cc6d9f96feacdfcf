namespace Switchyard.Storage.Hub;

/// <summary>An event of a stream: what changed, never the content.</summary>
public sealed record EventRow
{
    /// <summary>The stream.</summary>
    public required string Stream { get; init; }

    /// <summary>Version of the stream that this event made; unique and without gaps in it.</summary>
    public required long Version { get; init; }

    /// <summary>Id of the event, unique in its stream.</summary>
    public required Guid Id { get; init; }

    /// <summary>What kind of thing changed, for example <c>ai_providers_changed</c>. Not blank.</summary>
    public required string Type { get; init; }

    /// <summary>What was done to it, for example <c>update</c>. Not blank.</summary>
    public required string Action { get; init; }

    /// <summary>Id of the changed record. Not blank.</summary>
    public required string EntityId { get; init; }

    /// <summary>A JSON object for receivers, without secrets; <c>{}</c> by default.</summary>
    public string Data { get; init; } = "{}";

    /// <summary>When it was made, for people only: nothing orders by it.</summary>
    public required DateTimeOffset OriginatedAt { get; init; }
}
