using Switchyard.Gateway.Snapshots;
using Switchyard.Model.Revisions;

namespace Switchyard.Gateway.Exchanges;

/// <summary>
/// Which running exchanges end because of what changed. A pure question to the snapshot in force, asked again and again while an exchange runs: whatever instant a
/// change was made at, no exchange slips through between two looks.
/// </summary>
internal static class EndRules
{
    /// <summary>Why <paramref name="exchange"/> must end, or <see cref="EndReason.None"/>.</summary>
    public static EndReason Judge(Exchange exchange, GatewaySnapshot inForce, long now)
    {
        if (exchange.Provider is { SupersededAt: > 0 } superseded && now - superseded.SupersededAt >= inForce.Source.Server.DrainCeiling.Ticks)
        {
            return EndReason.DrainCeiling;
        }

        if (ReferenceEquals(exchange.Snapshot, inForce))
        {
            return EndReason.None;
        }

        if (exchange.Actor is { } actor && inForce.Access.Find(actor.Key.Id) is not { IsLive: true })
        {
            return EndReason.AccessRevoked;
        }

        foreach (var cut in inForce.Source.Cuts)
        {
            // What was admitted after the cut (it was enabled again) is not meant.
            if (exchange.Snapshot.Revision < cut.Revision && IsMeant(exchange, cut))
            {
                return EndReason.Cut;
            }
        }

        return EndReason.None;
    }

    private static bool IsMeant(Exchange exchange, Cut cut) => cut.Kind switch
    {
        CutKind.Provider => exchange.Provider?.Config.Id == cut.Id,
        CutKind.ProviderKey => exchange.Key?.Config.Id == cut.Id,
        _ => false,
    };
}
