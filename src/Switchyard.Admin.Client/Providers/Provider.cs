using System.Text.Json;
using Switchyard.Admin.Client.ProviderKeys;

namespace Switchyard.Admin.Client.Providers;

/// <summary>An upstream AI API.</summary>
public sealed record Provider
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>The first path segment of its routes.</summary>
    public required string Name { get; init; }

    /// <summary><c>openai</c>, <c>anthropic</c>, <c>bedrock</c>, <c>azure-openai</c> or <c>openai-compatible</c>.</summary>
    public required string Type { get; init; }

    /// <summary>What people call it.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Absolute http(s) address; may be empty for <c>bedrock</c> with a region.</summary>
    public required string BaseUrl { get; init; }

    /// <summary>A disabled provider answers 503.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Settings that differ from the defaults; of secrets it says only that they are set.</summary>
    public JsonElement Settings { get; init; }

    /// <summary>Whether clients may bring their own credential.</summary>
    public required bool AllowByok { get; init; }

    /// <summary>Labels that a remote gateway must have to get it; null for all gateways.</summary>
    public IReadOnlyDictionary<string, string>? Selector { get; init; }

    /// <summary>Keys in failover order.</summary>
    public required IReadOnlyList<ProviderKey> Keys { get; init; }

    /// <summary><c>database</c> or <c>file</c>; what a file defines can not be changed through the API.</summary>
    public required string Origin { get; init; }

    /// <summary>The file that defines it, with line; null for the database.</summary>
    public string? DefinedIn { get; init; }

    /// <summary>How it fares.</summary>
    public required ProviderStatus Status { get; init; }

    /// <summary>When it was created; null for one of a file.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it or one of its keys was last changed; null for one of a file.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }
}
