using System.Text.Json.Nodes;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.SignIn;
using Switchyard.Hub.Changes;
using Switchyard.Hub.Streams;
using Switchyard.Storage.Audit;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Secrets;

/// <summary>Looks after sealed values as a whole. Each of the three is audited: who asked which key seals what knows where to strike.</summary>
internal sealed class SecretCommands(MutationRunner runner, Database database, SecretSealer sealer, ChangeRecorder recorder, TimeProvider time)
{
    private const string EntityId = "sealed-values";
    private const string EventType = "secrets_changed";
    private readonly SecretRotation _rotation = new(database, sealer);

    public async Task<SecretStatusView> StatusAsync(Operator actor, CancellationToken cancellationToken)
    {
        var uses = await _rotation.StatusAsync(cancellationToken);
        await AuditAsync(Audit(actor, "secrets.status", null), cancellationToken);
        return new SecretStatusView(
            sealer.Ring.SealingKeyId,
            sealer.Ring.KeyIds,
            [.. uses.Select(use => new SecretKeyUseView(use.Column.Table, use.Column.Column, use.KeyId, use.Count, use.InRing, use.Seals))]);
    }

    /// <summary>Seals every value anew by this node's first key. Repeating it is harmless: what is done is not done again.</summary>
    public async Task<MutationResult<SecretWorkView>> RotateAsync(Operator actor, MutationOptions options, CancellationToken cancellationToken)
    {
        var done = options.DryRun ? new RotationResult(0, 0, 0) : await _rotation.RotateAsync(cancellationToken);
        var detail = new JsonObject { ["changed"] = done.Changed, ["unreadable"] = done.Unreadable };
        return await runner.RunAsync(
            actor,
            options,
            SecretJson.Default.SecretWorkView,
            (_, _) => Task.FromResult(Draft(
                done, new Change(EventType, new HubEvent(EventType, HubAction.Rotate, EntityId), [Audit(actor, "secrets.rotate", detail)]))),
            cancellationToken);
    }

    /// <summary>Removes values that no key of this node opens; their objects stay in error until they get new ones. Each batch that goes is one change of its own.</summary>
    public async Task<MutationResult<SecretWorkView>> EraseAsync(Operator actor, MutationOptions options, CancellationToken cancellationToken)
    {
        var erased = options.DryRun ? 0 : await _rotation.EraseAsync((session, values, token) => RecordErasedAsync(session, actor, values, token), cancellationToken);
        if (erased == 0 && !options.DryRun)
        {
            await AuditAsync(Audit(actor, "secrets.erase", new JsonObject { ["erased"] = new JsonArray() }), cancellationToken);
        }

        return await runner.RunAsync(
            actor, options, SecretJson.Default.SecretWorkView, (_, _) => Task.FromResult(Draft(new RotationResult(erased, 0, 0), null)), cancellationToken);
    }

    private static MutationDraft<SecretWorkView> Draft(RotationResult done, Change? change) =>
        new(200, new SecretWorkView(done.Changed, done.Remaining, done.Unreadable), null) { Change = change };

    private Task RecordErasedAsync(SqlSession session, Operator actor, IReadOnlyList<SealedValueId> values, CancellationToken cancellationToken)
    {
        var detail = new JsonObject
        {
            ["erased"] = new JsonArray([.. values.Select(value => JsonValue.Create($"{value.Column.Table}.{value.Column.Column}/{value.RowId:D}"))]),
        };
        var change = new Change(HubStreams.AiProvidersChanged, new HubEvent(EventType, HubAction.Delete, EntityId), [Audit(actor, "secrets.erase", detail)]);
        return recorder.RecordAsync(session, change, cancellationToken);
    }

    private Task AuditAsync(AuditEntry entry, CancellationToken cancellationToken) =>
        database.WriteAsync((session, token) => AuditTable.AppendAsync(session, [entry], time.GetUtcNow(), token), cancellationToken);

    private static AuditEntry Audit(Operator actor, string action, JsonObject? detail) => new()
    {
        Action = action,
        ActorKind = "operator",
        ActorId = actor.Id.ToString("D"),
        ActorName = actor.Name,
        EntityType = "secrets",
        EntityId = EntityId,
        EntityName = "sealed values",
        DetailJson = detail?.ToJsonString() ?? "{}",
    };
}
