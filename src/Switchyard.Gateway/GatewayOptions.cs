using Switchyard.Gateway.Pool.Connections;

namespace Switchyard.Gateway;

/// <summary>What the process tells the data plane, whatever the configuration says.</summary>
public sealed record GatewayOptions
{
    /// <summary>Special addresses that may be dialled: CIDRs, addresses and host names (<c>--egress-allow</c>). The configuration's own list is added to it.</summary>
    public IReadOnlyList<string> EgressAllow { get; init; } = [];

    /// <summary>Whether this is a remote gateway: tools (<c>/mcp</c>) and chats (<c>/api/v1/chats</c>) then answer 404 <c>not_on_edge</c>, whoever asks.</summary>
    public bool IsEdge { get; init; }

    /// <summary>How upstreams are found and recognised.</summary>
    public UpstreamReach Reach { get; init; } = UpstreamReach.System;
}
