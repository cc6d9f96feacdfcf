namespace Switchyard.Admin.Audit;

/// <summary>Whether the chain of hashes is whole.</summary>
/// <param name="Valid">True when no row was altered, removed or inserted.</param>
/// <param name="Count">Rows that were found right.</param>
/// <param name="BrokenAt">Sequence of the first row that does not fit.</param>
/// <param name="Reason">What does not fit there.</param>
internal sealed record AuditVerificationView(bool Valid, long Count, long? BrokenAt, string? Reason);
