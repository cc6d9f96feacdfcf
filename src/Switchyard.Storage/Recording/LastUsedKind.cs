namespace Switchyard.Storage.Recording;

/// <summary>What was used.</summary>
public enum LastUsedKind
{
    /// <summary>An access key.</summary>
    AccessKey,

    /// <summary>A provider key.</summary>
    ProviderKey,
}
