using System.Text.Json.Nodes;
using Switchyard.Hub.Streams;
using Switchyard.Model.Bundles;
using Switchyard.Storage.Bundles;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;

namespace Switchyard.Hub.Bundles;

/// <summary>
/// Writes what a node says of its bundles: the state of each, its moves as history, and one event for each move in <see cref="HubStreams.BundleStates"/>, all in one transaction. None of it is a revision.
/// Thread-safe, but the reports of one bundle must be written one after the other, or the older one may stay.
/// </summary>
public sealed class BundleReports(Database database, HubPublisher publisher, TimeProvider time)
{
    /// <summary>Longest <see cref="BundleMove.Detail"/> and <see cref="BundleStatus.LastError"/> that is kept, in characters; the rest is left out.</summary>
    public const int MaxText = 16 * 1024;

    /// <summary>Writes reports over the former ones of the node, and wakes whoever waits for them (<see cref="HubStreams.BundleReports"/>).</summary>
    /// <param name="nodeId">The node that says so.</param>
    /// <param name="reports">At most one of each bundle; without any nothing is written.</param>
    /// <param name="cancellationToken">Gives up; then nothing was written.</param>
    /// <exception cref="DatabaseUnavailableException">The database is away; nothing was written, and it can be tried again.</exception>
    public Task WriteAsync(Guid nodeId, IReadOnlyList<BundleReport> reports, CancellationToken cancellationToken) =>
        reports.Count == 0 ? Task.CompletedTask : database.WriteAsync((session, token) => WriteAsync(session, nodeId, reports, token), cancellationToken);

    /// <summary>Forgets what the node said of a bundle that it does not have any more.</summary>
    public Task ForgetAsync(Guid nodeId, BundleKey key, CancellationToken cancellationToken) => database.WriteAsync(
        async (session, token) =>
        {
            await BundleNodeTable.DeleteAsync(session, nodeId, key.Workspace, key.Bundle, token);
            await WakeAsync(session, token);
        },
        cancellationToken);

    /// <summary>Forgets everything the node said before: as it starts, nothing of it is true.</summary>
    public Task BeginAsync(Guid nodeId, CancellationToken cancellationToken) => database.WriteAsync(
        async (session, token) =>
        {
            await BundleNodeTable.DeleteAsync(session, nodeId, token);
            await WakeAsync(session, token);
        },
        cancellationToken);

    private async Task WriteAsync(SqlSession session, Guid nodeId, IReadOnlyList<BundleReport> reports, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();

        // In the order of their keys, so that two transactions that meet wait for each other and not in a circle.
        BundleReport[] ordered = [.. reports.OrderBy(report => report.Status.Key.Workspace, StringComparer.Ordinal).ThenBy(report => report.Status.Key.Bundle, StringComparer.Ordinal)];
        await BundleNodeTable.UpsertAsync(session, [.. ordered.Select(report => Row(nodeId, report, now))], cancellationToken);

        // The streams last, and what needs their versions after them.
        await WakeAsync(session, cancellationToken);
        foreach (var (report, move) in ordered.SelectMany(report => report.Moves.Select(move => (report, move))).OrderBy(pair => pair.move.At))
        {
            var seq = await publisher.PublishAsync(session, HubStreams.BundleStates, Event(nodeId, report, move), cancellationToken);
            await BundleMoveTable.AddAsync(session, Row(nodeId, report.Status.Key, move, seq), cancellationToken);
        }
    }

    private static async Task WakeAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var version = await StreamTable.BumpAsync(session, HubStreams.BundleReports, cancellationToken);
        await session.SignalAsync(HubStreams.BundleReports, version, cancellationToken);
    }

    private static HubEvent Event(Guid nodeId, BundleReport report, BundleMove move)
    {
        var data = new JsonObject
        {
            ["nodeId"] = nodeId.ToString("D"),
            ["workspace"] = report.Status.Key.Workspace,
            ["bundle"] = report.Status.Key.Bundle,
            ["from"] = BundleStates.NameOf(move.From),
            ["to"] = BundleStates.NameOf(move.To),
            ["reason"] = move.Reason,
            ["generation"] = move.Generation,
            ["detail"] = Short(move.Detail),
        };
        return new HubEvent(move.EndsRespawn ? HubStreams.BundleRespawned : HubStreams.BundleStateChanged, HubAction.Update, report.BundleId.ToString("D")) { Data = data.ToJsonString() };
    }

    private static BundleMoveRow Row(Guid nodeId, BundleKey key, BundleMove move, long seq) => new()
    {
        Seq = seq,
        NodeId = nodeId,
        Workspace = key.Workspace,
        Bundle = key.Bundle,
        At = move.At,
        FromState = BundleStates.NameOf(move.From),
        ToState = BundleStates.NameOf(move.To),
        Reason = move.Reason,
        Generation = move.Generation,
        Detail = Short(move.Detail),
    };

    private static BundleNodeRow Row(Guid nodeId, BundleReport report, DateTimeOffset now) => new()
    {
        NodeId = nodeId,
        Workspace = report.Status.Key.Workspace,
        Bundle = report.Status.Key.Bundle,
        BundleId = report.BundleId,
        State = BundleStates.NameOf(report.Status.State),
        Reason = report.Status.Reason,
        Generation = report.Status.Generation,
        Since = report.Status.Since,
        LastError = Short(report.Status.LastError),
        Auth = BundleStates.NameOf(report.Status.Authorization),
        RunningVersion = report.Status.RunningVersion,
        SettledRevision = report.Status.SettledRevision,
        Calls = report.Status.Calls,
        Tools = report.Status.Tools,
        UpdatedAt = now,
    };

    private static string? Short(string? text) => text is { Length: > MaxText } ? text[..MaxText] : text;
}
