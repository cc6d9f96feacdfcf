namespace Switchyard.Model.Revisions;

/// <summary>Why a composed configuration is as it is. It is of the node that composed it and no part of the content.</summary>
public sealed record ConfigurationExplanation
{
    /// <summary>Nothing is explained: the configuration was not composed here.</summary>
    public static ConfigurationExplanation None { get; } = new();

    /// <summary>Where each object comes from. What is missing is a default.</summary>
    public IReadOnlyList<ObjectOrigin> Objects { get; init; } = [];

    /// <summary>Objects that a later source hides: their data is kept, and they return when that source lets go of them.</summary>
    public IReadOnlyList<ShadowedObject> Shadowed { get; init; } = [];

    /// <summary>The version of each document that took part.</summary>
    public IReadOnlyDictionary<string, long> Documents { get; init; } = new Dictionary<string, long>();

    /// <inheritdoc />
    public bool Equals(ConfigurationExplanation? other) => ReferenceEquals(this, other);

    /// <inheritdoc />
    public override int GetHashCode() => Objects.Count;
}
