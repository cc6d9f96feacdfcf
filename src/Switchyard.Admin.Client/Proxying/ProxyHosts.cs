namespace Switchyard.Admin.Client.Proxying;

/// <summary>What the forward proxy decrypts by the configuration that the node asked runs.</summary>
/// <param name="Revision">The configuration.</param>
/// <param name="Others">What becomes of all other hosts: <c>tunnel</c> or <c>refuse</c>.</param>
/// <param name="Hosts">By name.</param>
/// <param name="Findings">Enabled providers that are not reached.</param>
public sealed record ProxyHosts(long Revision, string Others, IReadOnlyList<ProxyHost> Hosts, IReadOnlyList<ProxyFinding> Findings);
