namespace Switchyard.Model.Providers;

/// <summary>Settings of a provider. Every value has a default; durations are positive; secrets are write-only in the API.</summary>
public sealed record ProviderSettings
{
    /// <summary>All defaults.</summary>
    public static ProviderSettings Default { get; } = new();

    /// <summary>Longest request body in bytes, or null for the node's limit.</summary>
    public int? MaxBodyBytes { get; init; }

    /// <summary>Time limits of a call.</summary>
    public TimeoutSettings Timeouts { get; init; } = TimeoutSettings.Default;

    /// <summary>How a failed attempt is repeated before the first byte.</summary>
    public FailoverSettings Failover { get; init; } = FailoverSettings.Default;

    /// <summary>Cool-downs of keys.</summary>
    public KeyCooldownSettings Keys { get; init; } = KeyCooldownSettings.Default;

    /// <summary>Circuit breaker per endpoint and model.</summary>
    public BreakerSettings Breaker { get; init; } = BreakerSettings.Default;

    /// <summary>Connections to the upstream.</summary>
    public ConnectionSettings Connections { get; init; } = ConnectionSettings.Default;

    /// <summary>What happens to the upstream call when the client goes.</summary>
    public DisconnectPolicy OnDisconnect { get; init; } = DisconnectPolicy.Cancel;

    /// <summary>Sends <c>X-Switchyard-Actor-Id</c> and <c>-Name</c> upstream on intercepted requests.</summary>
    public bool SendActor { get; init; }

    /// <summary>Passes <c>traceparent</c> upstream.</summary>
    public bool SendTrace { get; init; }

    /// <summary>Whether requests to it may be given tools of workspaces.</summary>
    public bool Tools { get; init; } = true;

    /// <summary>Paths relayed without interception; a trailing <c>*</c> matches the rest; null for the type's own list.</summary>
    public IReadOnlyList<string>? Passthrough { get; init; }

    /// <summary>OpenAI-compatible servers: whether the server wants no key. No credential is sent to it then but a client's own.</summary>
    public bool Keyless { get; init; }

    /// <summary>Azure: the <c>api-version</c> query value.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Azure: deployment per model name; a model not named is its own deployment.</summary>
    public IReadOnlyDictionary<string, string>? Deployments { get; init; }

    /// <summary>Bedrock settings; null for other types.</summary>
    public BedrockSettings? Bedrock { get; init; }

    /// <inheritdoc />
    public bool Equals(ProviderSettings? other) =>
        other is not null && MaxBodyBytes == other.MaxBodyBytes && Timeouts == other.Timeouts && Failover == other.Failover && Keys == other.Keys
        && Breaker == other.Breaker && Connections == other.Connections && OnDisconnect == other.OnDisconnect && SendActor == other.SendActor
        && SendTrace == other.SendTrace && Tools == other.Tools && Keyless == other.Keyless && ApiVersion == other.ApiVersion && Equals(Bedrock, other.Bedrock)
        && (Passthrough ?? []).SequenceEqual(other.Passthrough ?? []) && (Passthrough is null) == (other.Passthrough is null)
        && SameMap(Deployments, other.Deployments);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(MaxBodyBytes, Timeouts, Failover, Keys, Breaker, Connections, Bedrock);

    private static bool SameMap(IReadOnlyDictionary<string, string>? one, IReadOnlyDictionary<string, string>? two) =>
        (one?.Count ?? 0) == (two?.Count ?? 0) && (one is null || one.All(pair => two!.TryGetValue(pair.Key, out var value) && value == pair.Value));
}
