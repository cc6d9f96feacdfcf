namespace Switchyard.Admin.Bundles;

/// <summary>The shape of an approval: the hash that was looked at; what this node is offered now if it is left out.</summary>
internal sealed record BundleApprovalBody(string? Hash = null);
