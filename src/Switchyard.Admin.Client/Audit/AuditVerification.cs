namespace Switchyard.Admin.Client.Audit;

/// <summary>Whether the audit's chain of hashes is whole.</summary>
/// <param name="Valid">True when no row was altered, removed or inserted.</param>
/// <param name="Count">Rows checked.</param>
/// <param name="BrokenAt">Sequence of the first row that does not fit, or null.</param>
/// <param name="Reason">What does not fit, or null.</param>
public sealed record AuditVerification(bool Valid, long Count, long? BrokenAt, string? Reason);
