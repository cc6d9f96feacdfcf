using Switchyard.Storage.Nodes;

namespace Switchyard.Admin.Providers;

/// <summary>What the nodes last reported about keys, gathered by key.</summary>
internal sealed class KeyHealthReports
{
    private readonly ILookup<Guid, (string Node, KeyReport Report)> _byKey;

    private KeyHealthReports(IEnumerable<(string Node, KeyReport Report)> reports) => _byKey = reports.ToLookup(item => item.Report.Id);

    /// <summary>Reads the reports of <paramref name="nodes"/>; a node that reports nothing about keys says nothing.</summary>
    public static KeyHealthReports Of(IReadOnlyList<NodeRow> nodes) =>
        new(nodes.SelectMany(node => KeyReport.ReadAll(node.ReportJson).Select(report => (node.Name, report))));

    /// <summary>When the key was last used on any node, or null.</summary>
    public DateTimeOffset? LastUsed(Guid keyId) => _byKey[keyId].Max(item => item.Report.LastUsedAt);

    /// <summary>The key's health, or null when no node has reported it.</summary>
    public KeyHealthView? Health(Guid keyId)
    {
        var nodes = _byKey[keyId]
            .Select(item => new NodeKeyHealthView(item.Node, item.Report.State, item.Report.Until, item.Report.Reason, item.Report.InFlight))
            .ToArray();
        if (nodes.Length == 0)
        {
            return null;
        }

        var worst = nodes.FirstOrDefault(node => node.State != KeyReport.Healthy) ?? nodes[0];
        return new KeyHealthView(worst.State, worst.Until, worst.Reason, nodes);
    }
}
