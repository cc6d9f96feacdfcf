namespace Switchyard.Model.Revisions;

/// <summary>What a <see cref="Cut"/> ends the requests of.</summary>
public enum CutKind
{
    /// <summary>A provider.</summary>
    Provider,

    /// <summary>A provider key.</summary>
    ProviderKey,
}
