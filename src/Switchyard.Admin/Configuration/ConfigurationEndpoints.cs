using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Plans;
using Switchyard.Admin.Problems;
using Switchyard.Admin.Requests;
using Switchyard.Admin.Routes;
using Switchyard.Admin.SignIn;
using Switchyard.Configuration.Composition;
using Switchyard.Configuration.LastGood;
using Switchyard.Configuration.Reloading;
using Switchyard.Model.Revisions;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Configuration;

/// <summary>Routes of the configuration as a whole.</summary>
internal static class ConfigurationEndpoints
{
    public static void MapConfiguration(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/config").WithTags("Configuration");
        group.OnGet("", Get).Needs(Permission.ConfigRead).WithSummary("Shows the composed configuration this node runs, secrets masked; with 'explain=true' also where each object comes from.").Produces<ConfigurationView>();
        group.OnPost("/check", CheckAsync).Needs(Permission.ConfigWrite).TakesText("application/yaml", "application/json")
            .WithSummary("Checks a configuration text and changes nothing: 200 with what it would change, how, and what that touches, as one more file over all others; or 422 with every fault, its line and column. 'file' says what to call it. Variables of the node are not looked up.")
            .Produces<ConfigurationCheckView>();
        group.OnPost("/reload", ReloadAsync).Needs(Permission.ConfigWrite).WithSummary("Reads the sources now; two at once share one reading.").Produces<ReloadView>();
    }

    private static IResult Get(HttpContext context, ConfigurationStatus status, LastGoodKeeper lastGood)
    {
        var query = new RequestQuery(context.Request.Query);
        var explain = query.Flag("explain");
        query.Finish();
        var state = status.State;
        var view = new ConfigurationView
        {
            Epoch = state.Applied?.Epoch,
            Revision = state.Applied?.Revision,
            Hash = state.Applied?.Hash,
            AppliedAt = state.AppliedAt,
            Degraded = state.IsDegraded,
            RejectedRevision = state.RejectedRevision,
            RejectedReason = state.RejectedReason,
            ReadFailure = state.ReadFailure,
            FromDisk = state.IsLastGood,
            LastGoodRevision = lastGood.Mark.Revision,
            LastGoodFailure = lastGood.Mark.Failure,
            Content = state.Applied is { } model ? ConfigurationContent.Of(model) : null,
            Objects = explain && state.Applied is not null ? Explain(state.Applied.Explanation) : null,
        };
        return Answers.Ok(context, view, ConfigurationJson.Default.ConfigurationView);
    }

    private static IReadOnlyList<ObjectOriginView> Explain(ConfigurationExplanation explanation) =>
    [
        .. explanation.Objects.Select(item => new ObjectOriginView(item.Section, item.Name, OriginView.Of(item.Origin, explanation.Documents), null))
            .Concat(explanation.Shadowed.Select(item => new ObjectOriginView(
                item.Section, item.Name, OriginView.Of(item.Origin, explanation.Documents), OriginView.Of(item.By, explanation.Documents))))
            .OrderBy(item => item.Section, StringComparer.Ordinal).ThenBy(item => item.Name, StringComparer.Ordinal).ThenBy(item => item.ShadowedBy is not null),
    ];

    private static async Task<IResult> CheckAsync(HttpContext context, ConfigurationPreview preview, ImpactReader impact, Database database)
    {
        var sent = await ConfigurationText.ReadAsync(context, context.RequestAborted);
        var check = preview.Foreign(sent.File, sent.Text, sent.Format);
        if (check.Alone is not { } model)
        {
            throw new ProblemException(Problem.InvalidConfiguration(check.Faults));
        }

        var view = new ConfigurationCheckView
        {
            Valid = true,
            File = sent.File,
            NotJudged = [.. check.Unknown.Select(reference => new NotJudgedView(reference.Variable, reference.Path, reference.Line, reference.Column))],
            Content = ConfigurationContent.Of(model),
            Diff = ObjectChangeView.Of(check.Changes),
            Plan = PlanView.Of(check.Changes, []),
            Impact = await database.ReadAsync((session, token) => impact.ReadAsync(session, check.Changes, token), context.RequestAborted),
        };
        return Answers.Ok(context, view, ConfigurationJson.Default.ConfigurationCheckView);
    }

    private static async Task<IResult> ReloadAsync(HttpContext context, ConfigurationReloader reloader)
    {
        new RequestQuery(context.Request.Query).Finish();
        var outcome = await reloader.ReloadNowAsync(context.RequestAborted);
        return Answers.Ok(context, new ReloadView(outcome.Kind.ToString().ToLowerInvariant(), outcome.Revision, outcome.Reason), ConfigurationJson.Default.ReloadView);
    }
}
