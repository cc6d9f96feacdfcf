namespace Switchyard.Storage.Audit;

/// <summary>What a check of the whole audit log found.</summary>
/// <param name="Rows">Rows that were read and found right.</param>
/// <param name="BrokenAt">Version of the first row that is altered, missing or inserted; null when all is well.</param>
/// <param name="Detail">What is wrong there, in one sentence; null when all is well.</param>
public sealed record AuditVerification(long Rows, long? BrokenAt, string? Detail)
{
    /// <summary>True when nothing is wrong.</summary>
    public bool IsIntact => BrokenAt is null;
}
