namespace Switchyard.Model.Bundles.Archives;

/// <summary>A field of an archive's <c>user_config</c>: a setting of the bundle, or a credential if it is sensitive.</summary>
public sealed record ArchiveField
{
    /// <summary>Its key, unique within the manifest.</summary>
    public required string Key { get; init; }

    /// <summary>What it takes.</summary>
    public ArchiveFieldType Type { get; init; }

    /// <summary>What people call it, may be empty.</summary>
    public string Title { get; init; } = "";

    /// <summary>What people read beside it, may be empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>Whether the bundle can not start without a value.</summary>
    public bool Required { get; init; }

    /// <summary>Whether it takes several values, each an argument of its own.</summary>
    public bool Multiple { get; init; }

    /// <summary>Whether its value is a secret: it is a credential of the bundle then, and no setting.</summary>
    public bool Sensitive { get; init; }

    /// <summary>What holds while nothing is set, in the form of <see cref="SettingValues"/>, perhaps with variables such as <c>${HOME}</c>; empty for nothing.</summary>
    public IReadOnlyList<string> Default { get; init; } = [];

    /// <summary>Least number, or null.</summary>
    public decimal? Min { get; init; }

    /// <summary>Greatest number, or null.</summary>
    public decimal? Max { get; init; }
}
