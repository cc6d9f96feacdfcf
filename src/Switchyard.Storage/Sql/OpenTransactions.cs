namespace Switchyard.Storage.Sql;

/// <summary>Which transactions of a server may still commit something, in all its databases. Transactions that only read have no number and are not among them.</summary>
/// <param name="Oldest">Number of the oldest one that is open; <see cref="Next"/> when none is.</param>
/// <param name="Next">The number that the next one gets.</param>
/// <param name="Holder">Whose the oldest one is; null when none is open, nobody asked, or it ended at that moment.</param>
public sealed record OpenTransactions(long Oldest, long Next, TransactionHolder? Holder);
