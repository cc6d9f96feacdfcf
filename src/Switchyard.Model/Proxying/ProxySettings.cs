namespace Switchyard.Model.Proxying;

/// <summary>What the forward proxy of a node takes (section <c>server.proxy</c>). It listens only where the process was started with <c>--proxy-listen</c>.</summary>
public sealed record ProxySettings
{
    /// <summary>The defaults.</summary>
    public static ProxySettings Default { get; } = new();

    /// <summary>Whether hosts that are no provider's are refused (<c>others: refuse</c>) instead of tunnelled untouched (<c>others: tunnel</c>).</summary>
    public bool RefusesOthers { get; init; }

    /// <summary>Ports that clients may name. 1 to 32 of them, 1 to 65535.</summary>
    public IReadOnlyList<int> Ports { get; init; } = [443];

    /// <summary>Most tunnels of a node. 1 to 1,000,000.</summary>
    public int MaxTunnels { get; init; } = 10_000;

    /// <summary>Most tunnels of one access key on a node. 1 to 1,000,000.</summary>
    public int MaxTunnelsPerKey { get; init; } = 500;

    /// <summary>How long a client may take for each of its first steps: TLS to the proxy, the CONNECT, TLS in the tunnel. 100 ms to 1 min.</summary>
    public TimeSpan Greeting { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the connection to a host that is tunnelled untouched may take. 100 ms to 1 min.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A tunnel in which nothing moves for this long is ended. 1 s to 1 d.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A tunnel that is older than this is ended, a decrypted one after the requests that run in it. 1 min to 30 d.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Compares by value, the list included.</summary>
    public bool Equals(ProxySettings? other) =>
        other is not null && RefusesOthers == other.RefusesOthers && Ports.SequenceEqual(other.Ports) && MaxTunnels == other.MaxTunnels && MaxTunnelsPerKey == other.MaxTunnelsPerKey
        && Greeting == other.Greeting && Connect == other.Connect && Idle == other.Idle && Lifetime == other.Lifetime;

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(RefusesOthers, Ports.Count, MaxTunnels, MaxTunnelsPerKey, Greeting, Connect, Idle, Lifetime);
}
