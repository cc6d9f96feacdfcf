using System.Security.Cryptography;
using Switchyard.Admin.Problems;
using Switchyard.Model.Canaries;
using Switchyard.Storage.Nodes;

namespace Switchyard.Admin.Canaries;

/// <summary>Who is to try a canary, and how it is judged.</summary>
/// <param name="Nodes">Names of nodes, or null.</param>
/// <param name="Percent">A percentage of the live nodes, or null.</param>
/// <param name="Plan">By what it is judged.</param>
internal sealed record CanaryTarget(IReadOnlyList<string>? Nodes, int? Percent, CanaryPlan Plan)
{
    /// <summary>
    /// The nodes of <paramref name="live"/> that try it: those of the names, or the share of all, rounded up, that a hash of id and canary puts first. At least one tries it and one does not, or it is refused (409).
    /// </summary>
    public IReadOnlyList<NodeRow> Choose(IReadOnlyList<NodeRow> live, Guid canary)
    {
        if (Nodes?.Where(name => live.All(row => row.Name != name)).ToArray() is { Length: > 0 } unknown)
        {
            throw new ProblemException(Problem.Invalid("canary.nodes", $"There is no live node {string.Join(", ", unknown.Select(name => $"'{name}'"))}."));
        }

        IReadOnlyList<NodeRow> chosen = Nodes is { } names
            ? [.. live.Where(row => names.Contains(row.Name, StringComparer.Ordinal))]
            : [.. live.OrderBy(row => Rank(row.Id, canary), StringComparer.Ordinal).Take(Math.Min((int)Math.Ceiling(live.Count * Percent!.Value / 100.0), live.Count - 1))];
        return chosen.Count > 0 && chosen.Count < live.Count ? chosen : throw new ProblemException(Problem.NobodyToCompare());
    }

    private static string Rank(Guid node, Guid canary) => Convert.ToHexString(SHA256.HashData([.. node.ToByteArray(), .. canary.ToByteArray()]));
}
