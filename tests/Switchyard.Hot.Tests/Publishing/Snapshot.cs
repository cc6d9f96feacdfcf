using Switchyard.Hot.Tests.Leases;

namespace Switchyard.Hot.Tests.Publishing;

/// <summary>A snapshot that notices a use after its end.</summary>
internal sealed record Snapshot(long Revision, LeaseLedger Ledger)
{
    public static ValueTask EndAsync(Snapshot snapshot)
    {
        snapshot.Ledger.End();
        return ValueTask.CompletedTask;
    }
}
