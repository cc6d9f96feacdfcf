namespace Switchyard.Admin.Proxying;

/// <summary>What the forward proxy decrypts by the configuration in force.</summary>
/// <param name="Revision">The configuration.</param>
/// <param name="Others">What becomes of all other hosts: <c>tunnel</c> or <c>refuse</c>.</param>
/// <param name="Hosts">By name.</param>
/// <param name="Findings">Enabled providers that are not reached.</param>
internal sealed record ProxyHostsView(long Revision, string Others, IReadOnlyList<ProxyHostView> Hosts, IReadOnlyList<ProxyFindingView> Findings);
