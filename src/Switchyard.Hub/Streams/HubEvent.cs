using System.Text.Json;

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

    /// <summary>Identity of the event within its stream; null: one is made. Publishing one that is there already changes nothing.</summary>
    public Guid? EventId { get; init; }

    /// <summary>A JSON object for receivers, without secrets; a blank one is <c>{}</c>.</summary>
    /// <exception cref="ArgumentException">It is not a JSON object.</exception>
    public string Data
    {
        get;
        init => field = string.IsNullOrWhiteSpace(value) ? "{}" : IsObject(value) ? value : throw new ArgumentException("The data of an event is a JSON object.", nameof(value));
    } = "{}";

    /// <summary>The id that <paramref name="text"/> is, surrounding white space aside; null for a blank one, which means that one is to be made.</summary>
    /// <exception cref="ArgumentException">It is not a UUID.</exception>
    public static Guid? ParseId(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : Guid.TryParseExact(text.Trim(), "D", out var id) ? id : throw new ArgumentException("The id of an event is a UUID.", nameof(text));

    private static bool IsObject(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
