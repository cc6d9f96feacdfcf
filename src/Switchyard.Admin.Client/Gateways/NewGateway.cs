namespace Switchyard.Admin.Client.Gateways;

/// <summary>A gateway to be created.</summary>
/// <param name="Name">Lower-case letters, digits and single hyphens, 3 to 63 characters.</param>
public sealed record NewGateway(string Name)
{
    /// <summary>What people call it, at most 128 characters; null: its name.</summary>
    public string? DisplayName { get; init; }

    /// <summary>By which providers and routes select gateways, at most 16; null: none.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Null: enabled.</summary>
    public bool? Enabled { get; init; }
}
