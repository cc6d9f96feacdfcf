namespace Switchyard.Model.Proxying;

/// <summary>An enabled provider that the forward proxy does not decrypt for.</summary>
/// <param name="Provider">Its name.</param>
/// <param name="Reason">A stable code: <c>no_host_name</c>, <c>host_taken</c> or <c>signed_requests</c>.</param>
/// <param name="Detail">One sentence for an operator.</param>
public sealed record ProxyHostFinding(string Provider, string Reason, string Detail);
