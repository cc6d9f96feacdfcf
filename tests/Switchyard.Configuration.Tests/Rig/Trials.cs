using System.Text.Json;
using Switchyard.Hub.Streams;
using Switchyard.Storage.Canaries;
using Switchyard.Storage.Documents;
using Switchyard.Testing.Runs;

namespace Switchyard.Configuration.Tests.Rig;

/// <summary>Writes documents and canaries as the control plane does.</summary>
internal static class Trials
{
    /// <summary>Writes a document and returns its revision.</summary>
    public static Task<long> WriteDocumentAsync(this TestNode node, string name, string text) => node.ChangeAsync(
        async (session, token) =>
        {
            var before = await DocumentTable.FindAsync(session, name, token);
            var (id, now) = (before?.Id ?? TestNode.NewId(), DateTimeOffset.UnixEpoch);
            await DocumentTable.WriteAsync(
                session,
                new DocumentRow
                {
                    Id = id, Name = name, Format = "yaml", Sealed = node.Sealer.Seal("config_documents", "sealed", id, text), Hash = $"h{text.GetHashCode(StringComparison.Ordinal)}", Version = (before?.Version ?? 0) + 1,
                    AuthorId = "a", AuthorName = "Ada", Comment = "", CreatedAt = now, UpdatedAt = now,
                },
                token);
        },
        HubStreams.ConfigDocumentsChanged);

    /// <summary>Begins a canary of one document on the nodes of <paramref name="ids"/> and returns its revision.</summary>
    public static Task<long> BeginCanaryAsync(this TestNode node, TestStorage storage, string name, string? text, params Guid[] ids) => storage.Database.WriteAsync(
        async (session, token) =>
        {
            var revision = await node.RecordAsync(session, HubStreams.ConfigCanaryChanged, token);
            var (canary, document) = (TestNode.NewId(), TestNode.NewId());
            var row = new CanaryRow
            {
                Id = canary, Revision = revision, State = CanaryRow.Running, PlanJson = "{}", NodesJson = JsonSerializer.Serialize(ids), AuthorId = "a", AuthorName = "Ada", Comment = "", StartedAt = DateTimeOffset.UnixEpoch,
            };
            await CanaryTable.InsertAsync(
                session,
                new CanaryDraft(row, [new CanaryDocumentRow { Id = document, CanaryId = canary, Name = name, Format = "yaml", Sealed = text is null ? null : node.Sealer.Seal("config_canary_documents", "sealed", document, text), Hash = "" }]),
                token);
            return revision;
        },
        Patience.Token);

    /// <summary>Takes the canary that runs back and returns the revision that did.</summary>
    public static Task<long> RevertCanaryAsync(this TestNode node, TestStorage storage) => storage.Database.WriteAsync(
        async (session, token) =>
        {
            var running = (await CanaryTable.RunningAsync(session, token)).ShouldNotBeNull();
            await CanaryTable.EndAsync(session, running with { State = CanaryRow.Reverted }, token);
            return await node.RecordAsync(session, HubStreams.ConfigCanaryChanged, token);
        },
        Patience.Token);
}
