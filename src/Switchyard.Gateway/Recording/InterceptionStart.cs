using Switchyard.Gateway.Bridges;

namespace Switchyard.Gateway.Recording;

/// <summary>An interception as it begins.</summary>
internal sealed record InterceptionStart
{
    /// <summary>UUIDv7; also the request id (<c>X-Switchyard-Request-Id</c>).</summary>
    public required Guid Id { get; init; }

    /// <summary>When the request arrived.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Revision of the snapshot that serves it.</summary>
    public required long Revision { get; init; }

    /// <summary>The user.</summary>
    public required Guid UserId { get; init; }

    /// <summary>The access key.</summary>
    public required Guid AccessKeyId { get; init; }

    /// <summary>The provider first chosen.</summary>
    public required Guid ProviderId { get; init; }

    /// <summary>Its name at that time.</summary>
    public required string ProviderName { get; init; }

    /// <summary>The upstream model, or <c>unknown</c>.</summary>
    public required string Model { get; init; }

    /// <summary>The alias the client sent, or null.</summary>
    public string? Route { get; init; }

    /// <summary>The client-side format.</summary>
    public required BridgeFormat Format { get; init; }

    /// <summary>Whether a stream was asked for.</summary>
    public bool Stream { get; init; }

    /// <summary>Detected client, or <c>unknown</c>.</summary>
    public string Client { get; init; } = "unknown";

    /// <summary>Detected session, or null.</summary>
    public string? Session { get; init; }

    /// <summary><c>X-Switchyard-Agent-Session</c>, or null.</summary>
    public Guid? AgentSession { get; init; }

    /// <summary><c>X-Switchyard-Agent-Sequence</c>, or null.</summary>
    public int? AgentSequence { get; init; }

    /// <summary>True when the client brought its own upstream credential.</summary>
    public bool Byok { get; init; }

    /// <summary>Last prompt text, already cut to what the configuration lets be recorded; null when off.</summary>
    public string? Prompt { get; init; }

    /// <summary>Id of the tool call whose result the prompt carries, or null.</summary>
    public string? ToolResultId { get; init; }

    /// <summary>What the configuration said when the request began; the recorder sets it, and the end obeys it: prices do not change under a running request.</summary>
    internal RecordingTerms? Terms { get; set; }
}
