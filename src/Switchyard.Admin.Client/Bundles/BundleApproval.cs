namespace Switchyard.Admin.Client.Bundles;

/// <summary>An approved tool.</summary>
/// <param name="Tool">Its name.</param>
/// <param name="Hash">Hash of the definition that is approved.</param>
/// <param name="ApprovedAt">When it was.</param>
/// <param name="ApprovedBy">By whom.</param>
public sealed record BundleApproval(string Tool, string Hash, DateTimeOffset ApprovedAt, string ApprovedBy);
