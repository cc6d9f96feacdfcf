namespace Switchyard.Admin.Proxying;

/// <summary>An enabled provider that the forward proxy does not decrypt for.</summary>
/// <param name="Provider">Its name.</param>
/// <param name="Reason"><c>no_host_name</c>, <c>host_taken</c> or <c>signed_requests</c>.</param>
/// <param name="Detail">One sentence.</param>
internal sealed record ProxyFindingView(string Provider, string Reason, string Detail);
