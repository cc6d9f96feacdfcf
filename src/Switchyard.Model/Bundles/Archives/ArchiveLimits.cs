namespace Switchyard.Model.Bundles.Archives;

/// <summary>What an archive may be at most. What claims less and is more is refused while it is unpacked.</summary>
public static class ArchiveLimits
{
    /// <summary>Longest archive in bytes.</summary>
    public const int MaxBytes = 64 << 20;

    /// <summary>Most bytes of all its files together, unpacked.</summary>
    public const long MaxUnpackedBytes = 512L << 20;

    /// <summary>Most files and directories.</summary>
    public const int MaxEntries = 20_000;

    /// <summary>How many times as long as its compressed form a file may be, from <see cref="RatioFrom"/> bytes on.</summary>
    public const int MaxRatio = 200;

    /// <summary>Files that are shorter may be compressed as well as they can.</summary>
    public const long RatioFrom = 1 << 20;

    /// <summary>Longest path of an entry in bytes of UTF-8.</summary>
    public const int MaxPathBytes = 1024;

    /// <summary>Longest name in a path in bytes of UTF-8, as Linux has it.</summary>
    public const int MaxNameBytes = 255;

    /// <summary>Longest manifest in bytes.</summary>
    public const int MaxManifestBytes = 1 << 20;

    /// <summary>Most faults that are named; of an archive that is all wrong, more would tell nobody anything.</summary>
    public const int MaxFaults = 50;
}
