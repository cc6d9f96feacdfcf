namespace Switchyard.Storage.Hub;

/// <summary>Which events of a stream are wanted.</summary>
public sealed record EventRange
{
    /// <summary>Only those after this version.</summary>
    public long After { get; init; }

    /// <summary>Only those before this version.</summary>
    public long Before { get; init; } = long.MaxValue;

    /// <summary>Only those made at this time or later, by the clock of the node that made them.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only those made before this time, by the clock of the node that made them.</summary>
    public DateTimeOffset? Until { get; init; }
}
