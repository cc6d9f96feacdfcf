using System.Globalization;
using System.Text.Json.Nodes;
using Switchyard.Admin.Mutations;
using Switchyard.Hub.Changes;
using Switchyard.Hub.Streams;
using Switchyard.Storage.Audit;
using Switchyard.Storage.Canaries;

namespace Switchyard.Admin.Canaries;

/// <summary>How changes of several documents and of canaries are told and audited.</summary>
internal static class CanaryChanges
{
    private const string EntityType = "canary";

    /// <summary>Several documents were written as one revision.</summary>
    public static Change Written(MutationScope scope, IReadOnlyList<RecordImage> images) => new(
        HubStreams.ConfigDocumentsChanged, new HubEvent(HubStreams.ConfigDocumentsChanged, HubAction.Update, images[0].EntityId), [.. images.Select(image => Document(scope, image))])
    {
        Origin = ChangeOrigins.Document,
    };

    /// <summary>A canary began.</summary>
    public static Change Began(MutationScope scope, CanaryRow row, IReadOnlyList<string> nodes, IReadOnlyList<string> documents) => new(
        HubStreams.ConfigCanaryChanged,
        new HubEvent(HubStreams.ConfigCanaryChanged, HubAction.Create, row.Id.ToString("D")),
        [
            scope.Audit("config.canary", EntityType, row.Id, $"of {string.Join(", ", documents)} on {string.Join(", ", nodes)}") with
            {
                DetailJson = new JsonObject
                {
                    ["operation"] = "begin",
                    ["nodes"] = Names(nodes),
                    ["documents"] = Names(documents),
                    ["plan"] = JsonNode.Parse(row.PlanJson),
                    ["comment"] = scope.Options.Comment,
                }.ToJsonString(),
            },
        ])
    {
        Origin = ChangeOrigins.Canary,
    };

    /// <summary>A canary ended; what was written for all by it, or nothing.</summary>
    public static Change Ended(MutationScope scope, CanaryRow row, IReadOnlyList<RecordImage> images)
    {
        var promoted = row.State == CanaryRow.Promoted;
        var signal = promoted ? HubStreams.ConfigDocumentsChanged : HubStreams.ConfigCanaryChanged;
        var first = scope.Audit(promoted ? "config.promote" : "config.revert", EntityType, row.Id, string.Create(CultureInfo.InvariantCulture, $"canary of revision {row.Revision}")) with
        {
            DetailJson = new JsonObject { ["operation"] = row.State, ["revision"] = row.Revision, ["reason"] = row.Reason, ["comment"] = scope.Options.Comment }.ToJsonString(),
        };
        return new Change(signal, new HubEvent(signal, promoted ? HubAction.Update : HubAction.Delete, row.Id.ToString("D")), [first, .. images.Select(image => Document(scope, image))])
        {
            Origin = promoted ? ChangeOrigins.Document : ChangeOrigins.Canary,
        };
    }

    private static AuditEntry Document(MutationScope scope, RecordImage image) =>
        scope.Audit("config.apply", "document", Guid.ParseExact(image.EntityId, "D"), image.EntityName) with
        {
            DetailJson = new JsonObject
            {
                ["operation"] = HubActions.NameOf(image.BeforeJson is null ? HubAction.Create : image.AfterJson is null ? HubAction.Delete : HubAction.Update),
                ["before"] = image.BeforeJson is null ? null : JsonNode.Parse(image.BeforeJson),
                ["after"] = image.AfterJson is null ? null : JsonNode.Parse(image.AfterJson),
                ["comment"] = scope.Options.Comment,
            }.ToJsonString(),
        };

    private static JsonArray Names(IEnumerable<string> names) => [.. names.Select(name => JsonValue.Create(name))];
}
