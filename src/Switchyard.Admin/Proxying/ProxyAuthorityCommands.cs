using System.Text.Json.Nodes;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Problems;
using Switchyard.Admin.SignIn;
using Switchyard.Hub.Changes;
using Switchyard.Hub.Proxying;
using Switchyard.Hub.Streams;
using Switchyard.Storage.Proxying;
using Switchyard.Storage.Secrets;

namespace Switchyard.Admin.Proxying;

/// <summary>
/// Rotates the certificate authority of the forward proxy. In two steps, so that no client fails: the next one is made and exported beside the present one; when every client trusts both, it takes its place.
/// In one step where the present key may be known to others.
/// </summary>
internal sealed class ProxyAuthorityCommands(MutationRunner runner, SecretSealer sealer)
{
    private const int KeptRetired = 20;

    /// <summary>Makes the next authority, or replaces the present one at once.</summary>
    public Task<MutationResult<ProxyAuthorityView>> RotateAsync(Operator actor, ProxyRotationRequest request, MutationOptions options, CancellationToken cancellationToken) =>
        runner.RunAsync(actor, options, ProxyJson.Default.ProxyAuthorityView, (scope, token) => RotateAsync(scope, request, token), cancellationToken);

    /// <summary>Mints from the next authority from now on.</summary>
    public Task<MutationResult<ProxyAuthorityView>> ActivateAsync(Operator actor, MutationOptions options, CancellationToken cancellationToken) =>
        runner.RunAsync(actor, options, ProxyJson.Default.ProxyAuthorityView, ActivateAsync, cancellationToken);

    /// <summary>Gives the next authority up.</summary>
    public Task<MutationResult<ProxyAuthorityView>> AbandonAsync(Operator actor, MutationOptions options, CancellationToken cancellationToken) =>
        runner.RunAsync(actor, options, ProxyJson.Default.ProxyAuthorityView, AbandonAsync, cancellationToken);

    private async Task<MutationDraft<ProxyAuthorityView>> RotateAsync(MutationScope scope, ProxyRotationRequest request, CancellationToken cancellationToken)
    {
        Problem.ThrowIfAny(request.Faults);
        var (active, next) = await LockAsync(scope, cancellationToken);
        if (next is not null && !request.Immediately)
        {
            throw new ProblemException(Problem.Conflict("rotation_under_way", "", "There is a next authority already; activate or abandon it."));
        }

        // Without an active one there is nobody to distribute the next one to.
        var isActive = request.Immediately || active is null;
        if (isActive)
        {
            await RetireAsync(scope, active, cancellationToken);
            await RetireAsync(scope, next, cancellationToken);
        }

        var made = ProxyAuthorityMaker.Make(sealer, isActive ? ProxyAuthorityStates.Active : ProxyAuthorityStates.Next, scope.Now);
        await ProxyAuthorityTable.InsertAsync(scope.Session, made, cancellationToken);
        return new MutationDraft<ProxyAuthorityView>(201, ProxyAuthorityQueries.View(made), null)
        {
            After = Facts(made),
            Change = Of(scope, made, request.Immediately ? "proxy_authority.replace" : "proxy_authority.rotate", HubAction.Create, null, Facts(made)),
        };
    }

    private static async Task<MutationDraft<ProxyAuthorityView>> ActivateAsync(MutationScope scope, CancellationToken cancellationToken)
    {
        var (active, next) = await LockAsync(scope, cancellationToken);
        if (next is null)
        {
            throw NoNext();
        }

        await RetireAsync(scope, active, cancellationToken);
        await ProxyAuthorityTable.ActivateAsync(scope.Session, next.Id, scope.Now, cancellationToken);
        var now = next with { State = ProxyAuthorityStates.Active, ChangedAt = scope.Now };
        return new MutationDraft<ProxyAuthorityView>(200, ProxyAuthorityQueries.View(now), null)
        {
            Before = Facts(next),
            After = Facts(now),
            Change = Of(scope, now, "proxy_authority.activate", HubAction.Rotate, Facts(next), Facts(now)),
        };
    }

    private static async Task<MutationDraft<ProxyAuthorityView>> AbandonAsync(MutationScope scope, CancellationToken cancellationToken)
    {
        var (_, next) = await LockAsync(scope, cancellationToken);
        if (next is null)
        {
            throw NoNext();
        }

        await RetireAsync(scope, next, cancellationToken);
        return new MutationDraft<ProxyAuthorityView>(204, null, null)
        {
            Before = Facts(next),
            Change = Of(scope, next, "proxy_authority.abandon", HubAction.Delete, Facts(next), null),
        };
    }

    private static async Task<(ProxyAuthorityRow? Active, ProxyAuthorityRow? Next)> LockAsync(MutationScope scope, CancellationToken cancellationToken)
    {
        var rows = await ProxyAuthorityTable.LockAsync(scope.Session, cancellationToken);
        return (rows.FirstOrDefault(static row => row.State == ProxyAuthorityStates.Active), rows.FirstOrDefault(static row => row.State == ProxyAuthorityStates.Next));
    }

    private static async Task RetireAsync(MutationScope scope, ProxyAuthorityRow? row, CancellationToken cancellationToken)
    {
        if (row is not null)
        {
            await ProxyAuthorityTable.RetireAsync(scope.Session, row.Id, scope.Now, cancellationToken);
            await ProxyAuthorityTable.ForgetAsync(scope.Session, KeptRetired, cancellationToken);
        }
    }

    private static ProblemException NoNext() => new(Problem.Conflict("no_rotation", "", "There is no next authority; begin a rotation first."));

    private static Change Of(MutationScope scope, ProxyAuthorityRow row, string action, HubAction what, JsonObject? before, JsonObject? after) =>
        Change.Of(
            HubStreams.ProxyAuthoritiesChanged,
            what,
            row.Id,
            scope.Audit(action, "proxy_authority", row.Id, row.Id.ToString("D")) with
            {
                BeforeHash = FactsHash.Of(before), AfterHash = FactsHash.Of(after), DetailJson = FactsDiff.FieldsJson(before, after).ToJsonString(),
            });

    private static JsonObject Facts(ProxyAuthorityRow row)
    {
        var view = ProxyAuthorityQueries.View(row);
        return new JsonObject { ["state"] = view.State, ["subject"] = view.Subject, ["fingerprint"] = view.Fingerprint, ["notAfter"] = row.NotAfter.ToUnixTimeMilliseconds() };
    }
}
