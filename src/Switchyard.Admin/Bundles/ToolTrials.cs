using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Switchyard.Admin.Problems;
using Switchyard.Admin.SignIn;
using Switchyard.Model.Bundles;
using Switchyard.Model.Validation;
using Switchyard.Storage.Audit;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Bundles;

/// <summary>Lets operators call a tool to see whether it works. It is done with the workspace's credentials, so who did it is on record before it is done; arguments and results are not.</summary>
internal sealed class ToolTrials(Database database, BundleStore store, IBundleSupervision supervision, IWorkspaceTools tools, TimeProvider time)
{
    /// <summary>Reads the arguments, a JSON object; an empty one if there are none.</summary>
    public static byte[] Read(JsonElement body)
    {
        var faults = new FaultList();
        var fields = new JsonFields(body, faults, "");
        var isGiven = fields.TryTake("arguments", out var arguments);
        if (isGiven && arguments.ValueKind != JsonValueKind.Object)
        {
            fields.Fault("arguments", "Must be a JSON object.");
        }

        fields.Finish();
        Problem.ThrowIfAny(faults);
        return isGiven ? Encoding.UTF8.GetBytes(arguments.GetRawText()) : "{}"u8.ToArray();
    }

    /// <param name="actor">Who calls.</param>
    /// <param name="workspace">Id or name of the workspace.</param>
    /// <param name="bundle">Id or name of the bundle.</param>
    /// <param name="tool">The server's own name of the tool.</param>
    /// <param name="arguments">The arguments, a JSON object (UTF-8).</param>
    /// <param name="cancellationToken">Gives up; the server is told.</param>
    public async Task<ToolAnswerView> CallAsync(Operator actor, string workspace, string bundle, string tool, byte[] arguments, CancellationToken cancellationToken)
    {
        var record = await database.ReadAsync((session, token) => store.FindAsync(session, workspace, bundle, token), cancellationToken);
        if (record.Definition.IsPerUser)
        {
            throw new ProblemException(new Problem(422, "per_user", "Each user has his own", "Each user signs in to this bundle for himself; nobody else calls with his credentials."));
        }

        if (supervision.Tools(record.Key)?.FirstOrDefault(item => item.Name == tool) is { IsQuarantined: true })
        {
            throw new ProblemException(new Problem(409, "tool_quarantined", "Withheld", "The tool is not as it was approved; look at it and approve it first."));
        }

        await RecordAsync(actor, record, tool, cancellationToken);
        var begun = time.GetTimestamp();
        var outcome = await tools.CallAsync(record.Key, null, tool, arguments, default, cancellationToken);
        var took = time.GetElapsedTime(begun).TotalMilliseconds;
        if (outcome.Fault is { } fault)
        {
            return new ToolAnswerView(false, fault, outcome.Message, null, took);
        }

        var result = JsonElement.Parse(outcome.Result.Span);
        return new ToolAnswerView(!(result.TryGetProperty("isError", out var failed) && failed.ValueKind == JsonValueKind.True), null, null, result, took);
    }

    private Task RecordAsync(Operator actor, BundleRecord record, string tool, CancellationToken cancellationToken)
    {
        var entry = new AuditEntry
        {
            Action = "bundle.call",
            ActorKind = actor.Kind,
            ActorId = actor.Id.ToString("D"),
            ActorName = actor.Name,
            EntityType = BundleChanges.EntityType,
            EntityId = record.Id.ToString("D"),
            EntityName = record.Key.ToString(),
            DetailJson = new JsonObject { ["tool"] = tool }.ToJsonString(),
        };
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        return database.WriteAsync((session, token) => AuditTable.AppendAsync(session, [entry], now, token), cancellationToken);
    }
}
