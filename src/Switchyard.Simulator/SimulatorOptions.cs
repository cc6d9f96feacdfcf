using Switchyard.Simulator.Behaviors;

namespace Switchyard.Simulator;

/// <summary>How a simulator starts.</summary>
public sealed record SimulatorOptions
{
    /// <summary>Where <see cref="SimulatorServer"/> listens; port 0 takes a free one. HTTP only.</summary>
    public string Listen { get; init; } = "http://127.0.0.1:0";

    /// <summary>How requests are answered that ask for nothing else.</summary>
    public SimulatedBehavior Default { get; init; } = SimulatedBehavior.Plain;

    /// <summary>The credentials that are good, all others get 401; null accepts any credential and none.</summary>
    public IReadOnlySet<string>? AcceptedKeys { get; init; }

    /// <summary>AWS access key ids with their secrets: Bedrock requests must then be signed rightly by one of them. Empty asks only for a well formed signature.</summary>
    public IReadOnlyDictionary<string, string> AwsSecrets { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether conversations are refused (400) in which a tool call has not exactly one result.</summary>
    public bool ChecksCalls { get; init; }

    /// <summary>What the model lists show. Requests may name any model.</summary>
    public IReadOnlyList<string> Models { get; init; } = ["gpt-sim", "claude-sim", "sim"];

    /// <summary>How many requests the log keeps; 0 keeps none and makes the simulator fastest.</summary>
    public int LogCapacity { get; init; } = 1_000;

    /// <summary>How many body bytes the log keeps.</summary>
    public long LogBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Starts the series of latencies; equal seeds give equal series.</summary>
    public ulong LatencySeed { get; init; } = 1;

    /// <summary>The clock of cadence, latency and <c>Retry-After</c> dates.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
