namespace Switchyard.Admin.Client.ProviderKeys;

/// <summary>What is to change of a key; a null member stays as it is.</summary>
public sealed record ProviderKeyPatch
{
    /// <summary>What people call it.</summary>
    public string? Label { get; init; }

    /// <summary>New place in the failover order; the others move.</summary>
    public int? Position { get; init; }

    /// <summary>Enables or disables it.</summary>
    public bool? Enabled { get; init; }
}
