namespace Switchyard.Processes;

/// <summary>What a child may use, with everything that descends from it; more ends it.</summary>
public sealed record ChildLimits
{
    /// <summary>Bytes of memory of all its processes together. 16 MiB to 1 TiB.</summary>
    public long Memory { get; init; } = 1L << 30;

    /// <summary>Processes, the first included. 1 to 10,000.</summary>
    public int Processes { get; init; } = 64;

    /// <summary>Open files of one process. 16 to 1,048,576.</summary>
    public int Files { get; init; } = 1024;
}
