using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Switchyard.Hub.Streams;
using Switchyard.Model.Bundles;
using Switchyard.Storage.Audit;
using Switchyard.Storage.Bundles;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;

namespace Switchyard.Hub.Bundles;

/// <summary>
/// What is approved of the tools of bundles that pin theirs. The first list of a bundle is approved as it is, by whichever node sees it first; whatever differs later, tools that are new included, is withheld until
/// an operator approves it. Each such definition is told once, with an event and an audit row, over all nodes.
/// </summary>
public sealed class ToolApprovals(Database database, HubPublisher publisher, TimeProvider time)
{
    private const string FirstList = "first list";

    /// <summary>Approved hashes by tool, after those of a first list were approved and those that differ were told.</summary>
    /// <param name="bundleId">The bundle.</param>
    /// <param name="key">Its key.</param>
    /// <param name="offered">What its server lists now.</param>
    /// <param name="cancellationToken">Gives up; then nothing was written.</param>
    public Task<IReadOnlyDictionary<string, string>> CheckAsync(Guid bundleId, BundleKey key, IReadOnlyList<BundleTool> offered, CancellationToken cancellationToken) =>
        database.WriteAsync((session, token) => CheckAsync(session, bundleId, key, offered, token), cancellationToken);

    private async Task<IReadOnlyDictionary<string, string>> CheckAsync(SqlSession session, Guid bundleId, BundleKey key, IReadOnlyList<BundleTool> offered, CancellationToken cancellationToken)
    {
        var approved = await ReadAsync(session, key, cancellationToken);
        if (approved.Count == 0 && offered.Count > 0)
        {
            foreach (var tool in offered.OrderBy(tool => tool.Name, StringComparer.Ordinal))
            {
                await BundleToolTable.TryAddAsync(session, Row(key, tool), cancellationToken);
            }

            // Again: of two nodes that saw it first one counts.
            approved = await ReadAsync(session, key, cancellationToken);
        }

        var withheld = offered.Where(tool => approved.GetValueOrDefault(tool.Name) != tool.Hash).ToList();
        if (withheld.Count > 0)
        {
            await TellAsync(session, bundleId, key, withheld, approved, cancellationToken);
        }

        return approved;
    }

    private static async Task<IReadOnlyDictionary<string, string>> ReadAsync(SqlSession session, BundleKey key, CancellationToken cancellationToken) =>
        (await BundleToolTable.ListAsync(session, key.Workspace, key.Bundle, cancellationToken)).ToDictionary(row => row.Tool, row => row.Hash, StringComparer.Ordinal);

    private async Task TellAsync(
        SqlSession session, Guid bundleId, BundleKey key, List<BundleTool> withheld, IReadOnlyDictionary<string, string> approved, CancellationToken cancellationToken)
    {
        // The lock of the first stream, so that of two nodes which find the same one tells it.
        await StreamTable.LockAsync(session, HubStreams.Audit, cancellationToken);
        foreach (var tool in withheld)
        {
            var eventId = EventId(bundleId, tool);
            if (await EventTable.FindAsync(session, HubStreams.BundleStates, eventId, cancellationToken) is not null)
            {
                continue;
            }

            var data = new JsonObject
            {
                ["workspace"] = key.Workspace, ["bundle"] = key.Bundle, ["tool"] = tool.Name, ["hash"] = tool.Hash, ["approved"] = approved.GetValueOrDefault(tool.Name),
            }.ToJsonString();
            await AuditTable.AppendAsync(session, [Entry(bundleId, key, data)], time.GetUtcNow(), cancellationToken);
            await publisher.PublishAsync(
                session, HubStreams.BundleStates, new HubEvent(HubStreams.ToolQuarantined, HubAction.Warn, bundleId.ToString("D")) { EventId = eventId, Data = data }, cancellationToken);
        }
    }

    private BundleToolRow Row(BundleKey key, BundleTool tool) => new()
    {
        Workspace = key.Workspace, Bundle = key.Bundle, Tool = tool.Name, Hash = tool.Hash, ApprovedAt = time.GetUtcNow(), ApprovedBy = FirstList,
    };

    private static AuditEntry Entry(Guid bundleId, BundleKey key, string detail) => new()
    {
        Action = "bundle.quarantine",
        ActorKind = "system",
        ActorId = "switchyard",
        ActorName = "switchyard",
        EntityType = "bundle",
        EntityId = bundleId.ToString("D"),
        EntityName = key.ToString(),
        DetailJson = detail,
    };

    /// <summary>The same for the same definition, on every node (UUIDv8 of RFC 9562).</summary>
    private static Guid EventId(Guid bundleId, BundleTool tool)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"switchyard:quarantine:{bundleId:D}/{tool.Hash}/{tool.Name}")).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
