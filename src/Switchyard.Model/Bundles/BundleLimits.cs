namespace Switchyard.Model.Bundles;

/// <summary>What one bundle may use at most; more ends that bundle alone.</summary>
public sealed record BundleLimits
{
    /// <summary>The defaults.</summary>
    public static BundleLimits Default { get; } = new();

    /// <summary>Calls in flight. 1 to 10,000.</summary>
    public int Calls { get; init; } = 64;

    /// <summary>Bytes of memory of all its processes together. 16 MiB to 1 TiB.</summary>
    public long Memory { get; init; } = 1L << 30;

    /// <summary>Processes, the first included. 1 to 10,000.</summary>
    public int Processes { get; init; } = 64;

    /// <summary>Open files of one process. 16 to 1,048,576.</summary>
    public int Files { get; init; } = 1024;

    /// <summary>Bytes of one line on standard output, or of one message of a remote server. 64 KiB to 256 MiB.</summary>
    public int Line { get; init; } = 16 << 20;

    /// <summary>Lines of standard error that are kept. 10 to 100,000.</summary>
    public int Log { get; init; } = 1000;
}
