namespace Switchyard.Gateway.Bridges;

/// <summary>Token counts of an answer. Input never counts cached tokens twice: <see cref="Input"/> is what was neither read from nor written to a cache.</summary>
internal record struct UsageTally
{
    /// <summary>Uncached input.</summary>
    public long Input { get; set; }

    /// <summary>Output, reasoning included.</summary>
    public long Output { get; set; }

    /// <summary>Input read from a cache.</summary>
    public long CacheRead { get; set; }

    /// <summary>Input written to a five-minute cache (or one of unnamed duration).</summary>
    public long CacheWrite { get; set; }

    /// <summary>Input written to a one-hour cache.</summary>
    public long CacheWriteHour { get; set; }

    /// <summary>The part of the output that was reasoning.</summary>
    public long Reasoning { get; set; }

    /// <summary>The part of the input that was audio.</summary>
    public long InputAudio { get; set; }

    /// <summary>The part of the output that was audio.</summary>
    public long OutputAudio { get; set; }

    /// <summary>Predicted tokens that were accepted.</summary>
    public long AcceptedPrediction { get; set; }

    /// <summary>Predicted tokens that were rejected.</summary>
    public long RejectedPrediction { get; set; }

    /// <summary>Web searches of the upstream.</summary>
    public long WebSearches { get; set; }

    /// <summary>Whether the upstream said any of this; false means the numbers are estimates or missing.</summary>
    public bool Reported { get; set; }
}
