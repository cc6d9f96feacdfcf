using System.Text.Json.Nodes;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Problems;
using Switchyard.Admin.SignIn;
using Switchyard.Storage.Audit;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Documents;

/// <summary>Writes down that documents were refused: by whom, which, and which fields; nothing of their text.</summary>
internal sealed class RefusalAudit(Database database, TimeProvider time)
{
    private const int MaxFields = 20;

    /// <summary>Whether <paramref name="problem"/> is a refusal to write down.</summary>
    public static bool Concerns(Problem problem, MutationOptions options) => problem is { Status: 422, Code: "invalid_configuration" } && !options.DryRun;

    public Task WriteAsync(Operator actor, string name, Problem problem, CancellationToken cancellationToken)
    {
        var entry = new AuditEntry
        {
            Action = "config.reject",
            ActorKind = actor.Kind,
            ActorId = actor.Id.ToString("D"),
            ActorName = actor.Name,
            EntityType = "document",
            EntityId = name,
            EntityName = name,
            DetailJson = new JsonObject
            {
                ["faults"] = problem.Errors?.Count ?? 0,
                ["fields"] = new JsonArray([.. (problem.Errors ?? []).Take(MaxFields).Select(error => JsonValue.Create(error.Path))]),
            }.ToJsonString(),
        };
        return database.WriteAsync((session, token) => AuditTable.AppendAsync(session, [entry], time.GetUtcNow(), token), cancellationToken);
    }
}
