namespace Switchyard.Admin.Bundles;

/// <summary>An approved tool.</summary>
/// <param name="Tool">The server's own name of it.</param>
/// <param name="Hash">Hash of the definition that is approved.</param>
/// <param name="ApprovedAt">When it was.</param>
/// <param name="ApprovedBy">By whom.</param>
internal sealed record BundleApprovalView(string Tool, string Hash, DateTimeOffset ApprovedAt, string ApprovedBy);
