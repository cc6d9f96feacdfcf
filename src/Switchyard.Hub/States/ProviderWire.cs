using System.Text.Json;

namespace Switchyard.Hub.States;

/// <summary>A provider. <c>Fingerprint</c> stands for the secrets of one that is no row, as one of a file, and has no version.</summary>
internal sealed record ProviderWire(
    Guid Id,
    string Name,
    string Type,
    string DisplayName,
    string BaseUrl,
    bool Enabled,
    bool AllowByok,
    JsonElement Settings,
    IReadOnlyList<ProviderKeyWire> Keys,
    string? Error,
    long Version,
    string? Fingerprint);
