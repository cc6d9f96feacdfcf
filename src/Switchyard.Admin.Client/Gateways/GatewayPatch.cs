namespace Switchyard.Admin.Client.Gateways;

/// <summary>What is to change of a gateway; a null member stays as it is.</summary>
public sealed record GatewayPatch
{
    /// <summary>A new name.</summary>
    public string? Name { get; init; }

    /// <summary>What people call it.</summary>
    public string? DisplayName { get; init; }

    /// <summary>All its labels; empty for none.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Enables or disables it; a disabled gateway drops what it knows.</summary>
    public bool? Enabled { get; init; }
}
