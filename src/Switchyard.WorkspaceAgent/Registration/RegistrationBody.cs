using System.Text.Json.Serialization;

namespace Switchyard.WorkspaceAgent.Registration;

/// <summary>What an agent says of itself to the control plane.</summary>
internal sealed record RegistrationBody
{
    /// <summary>Its name in its build.</summary>
    public required string Name { get; init; }

    /// <summary>Where nodes dial it.</summary>
    public required string Address { get; init; }

    /// <summary>Version of the program.</summary>
    public required string Version { get; init; }

    /// <summary>Its run.</summary>
    public required Guid BootId { get; init; }

    /// <summary>Whether chats get it that name none.</summary>
    [JsonPropertyName("default")]
    public bool? IsDefault { get; init; }

    /// <summary>Whether it runs outside of what the control plane starts.</summary>
    [JsonPropertyName("external")]
    public bool? IsExternal { get; init; }

    /// <summary>How far its start is: <c>starting</c>, <c>ready</c> or <c>failed</c>.</summary>
    public required string Startup { get; init; }
}
