namespace Switchyard.Gateway;

/// <summary>What the process tells the data plane, whatever the configuration says.</summary>
public sealed record GatewayOptions
{
    /// <summary>Special addresses that may be dialled: CIDRs, addresses and host names (<c>--egress-allow</c>). The configuration's own list is added to it.</summary>
    public IReadOnlyList<string> EgressAllow { get; init; } = [];
}
