using Switchyard.Faults.Ledger;
using Switchyard.Faults.Pacing;
using Switchyard.Faults.Yards;

namespace Switchyard.Faults.Injection;

/// <summary>
/// Notices when the machine stands still, or gives this process no time: what is late then is nobody's fault. It is written into the ledger as a fault that hinders everybody, and excuses lateness, nothing else.
/// </summary>
internal sealed class Standstill(RigYard yard, LedgerBook book)
{
    /// <summary>Its name in the ledger.</summary>
    public const string Kind = "standstill";

    private const string Name = "injector";

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(2);

    /// <summary>Looks until <paramref name="stop"/>.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        IReadOnlyList<string> everybody = [.. yard.Members.Select(member => member.Name)];
        var before = book.Now;
        while (await Pace.GoesOnAsync(Look, stop))
        {
            var now = book.Now;
            if (now - before > Long)
            {
                book.Append(new FaultBegan(before, Name, Kind, [], everybody));
                book.Append(new FaultEnded(now, Name, Kind, [], Effect: 1));
            }

            before = now;
        }
    }
}
