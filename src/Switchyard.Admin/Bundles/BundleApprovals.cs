using System.Text.Json;
using System.Text.RegularExpressions;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Problems;
using Switchyard.Admin.SignIn;
using Switchyard.Hub.Streams;
using Switchyard.Model.Bundles;
using Switchyard.Model.Validation;
using Switchyard.Storage.Bundles;

namespace Switchyard.Admin.Bundles;

/// <summary>Approves definitions of tools of bundles that pin theirs.</summary>
internal sealed partial class BundleApprovals(MutationRunner runner, BundleStore store, IBundleSupervision supervision)
{
    /// <summary>Reads the hash to approve; null for what is offered now.</summary>
    public static string? Read(JsonElement body)
    {
        var faults = new FaultList();
        var fields = new JsonFields(body, faults, "");
        var hash = fields.Text("hash", 64);
        if (hash is not null && !Sha256().IsMatch(hash))
        {
            fields.Fault("hash", "Must be a SHA-256 in lower-case hexadecimal.");
        }

        fields.Finish();
        Problem.ThrowIfAny(faults);
        return hash;
    }

    public Task<MutationResult<BundleApprovalView>> ApproveAsync(
        Operator actor, string workspace, string bundle, string tool, string? hash, MutationOptions options, CancellationToken cancellationToken) =>
        runner.RunAsync(actor, options, BundleJson.Default.BundleApprovalView, (scope, token) => ApproveAsync(scope, workspace, bundle, tool, hash, token), cancellationToken);

    private async Task<MutationDraft<BundleApprovalView>> ApproveAsync(MutationScope scope, string workspace, string bundle, string tool, string? hash, CancellationToken cancellationToken)
    {
        var record = await store.LockAsync(scope, workspace, bundle, cancellationToken);
        var offered = supervision.Tools(record.Key)?.FirstOrDefault(item => item.Name == tool) ?? throw new ProblemException(Problem.NotFound("tool on offer"));
        if (hash is not null && hash != offered.Hash)
        {
            throw new ProblemException(Problem.Conflict("tool_changed", "hash", "The tool is not the one that was looked at any more; look at it again."));
        }

        var (name, key) = (offered.Name, record.Key);
        var former = (await BundleToolTable.ListAsync(scope.Session, key.Workspace, key.Bundle, cancellationToken)).FirstOrDefault(row => row.Tool == name);
        if (former?.Hash == offered.Hash)
        {
            return new MutationDraft<BundleApprovalView>(200, View(former), null);
        }

        var row = new BundleToolRow { Workspace = key.Workspace, Bundle = key.Bundle, Tool = name, Hash = offered.Hash, ApprovedAt = scope.Now, ApprovedBy = scope.Actor.Name };
        await BundleToolTable.PutAsync(scope.Session, row, cancellationToken);
        var detail = new System.Text.Json.Nodes.JsonObject { ["tool"] = name, ["hash"] = offered.Hash, ["former"] = former?.Hash };
        return new MutationDraft<BundleApprovalView>(200, View(row), null)
        {
            Change = BundleChanges.Of(scope, record, HubStreams.ToolApproved, HubAction.Update, "approve", null, null, detail),
        };
    }

    private static BundleApprovalView View(BundleToolRow row) => new(row.Tool, row.Hash, row.ApprovedAt, row.ApprovedBy);

    [GeneratedRegex("^[0-9a-f]{64}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sha256();
}
