using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Problems;
using Switchyard.Admin.Requests;
using Switchyard.Admin.SignIn;
using Switchyard.Configuration.Composition;
using Switchyard.Configuration.LastGood;
using Switchyard.Configuration.Reloading;

namespace Switchyard.Admin.Configuration;

/// <summary>Routes of the configuration as a whole.</summary>
internal static class ConfigurationEndpoints
{
    public static void MapConfiguration(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/config").WithTags("Configuration");
        group.MapGet("", Get).Needs(Permission.ConfigRead).WithSummary("Shows the composed configuration this node runs, secrets masked.").Produces<ConfigurationView>();
        // A handler of the context alone would be taken for a RequestDelegate, and its result thrown away.
        group.MapPost("/check", (Delegate)CheckAsync).Needs(Permission.ConfigWrite).TakesText("application/yaml", "application/json")
            .WithSummary("Checks a configuration text and changes nothing: 200, or 422 with every fault, its line and column. 'file' says what to call it. Variables of the node are not looked up.")
            .Produces<ConfigurationCheckView>();
        group.MapPost("/reload", ReloadAsync).Needs(Permission.ConfigWrite).WithSummary("Reads the sources now; two at once share one reading.").Produces<ReloadView>();
    }

    private static IResult Get(HttpContext context, ConfigurationStatus status, LastGoodKeeper lastGood)
    {
        new RequestQuery(context.Request.Query).Finish();
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
        };
        return Answers.Ok(context, view, ConfigurationJson.Default.ConfigurationView);
    }

    private static async Task<IResult> CheckAsync(HttpContext context)
    {
        var sent = await ConfigurationText.ReadAsync(context, context.RequestAborted);
        var check = ConfigCheck.Foreign(sent.File, sent.Text, sent.Format);
        return check.Model is { } model
            ? Answers.Ok(
                context,
                new ConfigurationCheckView(
                    Valid: true,
                    sent.File,
                    [.. check.Unknown.Select(reference => new NotJudgedView(reference.Variable, reference.Path, reference.Line, reference.Column))],
                    ConfigurationContent.Of(model)),
                ConfigurationJson.Default.ConfigurationCheckView)
            : throw new ProblemException(Problem.InvalidConfiguration(check.Faults));
    }

    private static async Task<IResult> ReloadAsync(HttpContext context, ConfigurationReloader reloader)
    {
        new RequestQuery(context.Request.Query).Finish();
        var outcome = await reloader.ReloadNowAsync(context.RequestAborted);
        return Answers.Ok(context, new ReloadView(outcome.Kind.ToString().ToLowerInvariant(), outcome.Revision, outcome.Reason), ConfigurationJson.Default.ReloadView);
    }
}
