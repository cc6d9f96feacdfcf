namespace Switchyard.Storage.Modules;

/// <summary>A row of <c>modules</c>: the configuration that an operator gave a module.</summary>
public sealed record ModuleRow
{
    /// <summary>The module.</summary>
    public required string Name { get; init; }

    /// <summary>Its type when it was stored. The row holds for a module of this type only.</summary>
    public required string Type { get; init; }

    /// <summary>Its configuration, canonical JSON.</summary>
    public required string ConfigJson { get; init; }

    /// <summary>1 at creation, one more with each change.</summary>
    public long Version { get; init; } = 1;

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
