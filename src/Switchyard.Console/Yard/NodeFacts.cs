using System.Text.Json;
using Switchyard.Admin.Client.Nodes;

namespace Switchyard.Console.Yard;

/// <summary>What a node reports about its requests.</summary>
/// <param name="Running">Requests that run.</param>
/// <param name="ByRevision">How many of them run on which revision, oldest first: a request keeps the one it began with.</param>
public sealed record NodeFacts(int Running, IReadOnlyList<(long Revision, int Count)> ByRevision)
{
    /// <summary>Reads the report; a node of another version may say less.</summary>
    public static NodeFacts Of(Node node)
    {
        if (node.Report.ValueKind != JsonValueKind.Object)
        {
            return new NodeFacts(0, []);
        }

        var running = node.Report.TryGetProperty("requestsInFlight", out var count) && count.TryGetInt32(out var number) ? number : 0;
        var revisions = node.Report.TryGetProperty("requestsByRevision", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(static item => (item.GetProperty("revision").GetInt64(), item.GetProperty("count").GetInt32())).ToArray()
            : [];
        return new NodeFacts(running, revisions);
    }
}
