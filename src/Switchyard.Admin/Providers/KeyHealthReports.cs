using Switchyard.Model.Gateways;

namespace Switchyard.Admin.Providers;

/// <summary>What nodes and instances of gateways last reported about keys, gathered by key, and which revision each of them runs.</summary>
internal sealed class KeyHealthReports(IReadOnlyList<KeyHolder> holders)
{
    private readonly ILookup<Guid, (KeyHolder Holder, KeyReport Report)> _byKey =
        holders.SelectMany(holder => holder.Reports.Select(report => (Holder: holder, Report: report))).ToLookup(item => item.Report.Id);

    /// <summary>When the key was last used anywhere, or null.</summary>
    public DateTimeOffset? LastUsed(Guid keyId) => _byKey[keyId].Max(item => item.Report.LastUsedAt);

    /// <summary>The key's health, or null when nobody has reported it.</summary>
    public KeyHealthView? Health(Guid keyId)
    {
        var reports = _byKey[keyId].ToArray();
        if (reports.Length == 0)
        {
            return null;
        }

        var worst = reports.Select(item => item.Report).FirstOrDefault(report => report.State != KeyReport.Healthy) ?? reports[0].Report;
        return new KeyHealthView(
            worst.State,
            worst.Until,
            worst.Reason,
            [
                .. reports.Where(item => item.Holder.Kind == KeyHolder.Node)
                    .Select(item => new NodeKeyHealthView(item.Holder.Name, item.Report.State, item.Report.Until, item.Report.Reason, item.Report.InFlight)),
            ],
            [
                .. reports.Where(item => item.Holder.Kind == KeyHolder.Gateway)
                    .Select(item => new GatewayKeyHealthView(
                        item.Holder.Name, item.Holder.InstanceId!, item.Report.State, item.Report.Until, item.Report.Reason, item.Report.InFlight)),
            ]);
    }

    /// <summary>
    /// Who uses the key, or may still use it, although <paramref name="revision"/> took it out of service: whoever does not run that revision, and whoever has requests on it in flight.
    /// Empty means that the upstream may revoke it and no request will fail.
    /// </summary>
    /// <param name="keyId">The key.</param>
    /// <param name="selector">Which gateways get its provider.</param>
    /// <param name="revision">The last change of its provider.</param>
    public IReadOnlyList<KeyUserView> Users(Guid keyId, Labels selector, long revision)
    {
        var users = new List<KeyUserView>();
        foreach (var holder in holders)
        {
            var report = holder.Reports.FirstOrDefault(found => found.Id == keyId);
            if (report is null && holder.Labels is { } labels && !selector.Fit(labels))
            {
                continue;
            }

            var reason = holder.Revision < revision ? $"runs revision {holder.Revision}, and {revision} is needed"
                : report is { InFlight: > 0 } ? $"{report.InFlight} requests in flight"
                : null;
            if (reason is not null)
            {
                users.Add(new KeyUserView(holder.Kind, holder.Name, holder.InstanceId, holder.Live, holder.Live ? reason : $"not heard of since {holder.SeenAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z: {reason}"));
            }
        }

        return users;
    }
}
