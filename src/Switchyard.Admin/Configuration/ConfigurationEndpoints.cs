using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Requests;
using Switchyard.Admin.SignIn;
using Switchyard.Configuration.Reloading;

namespace Switchyard.Admin.Configuration;

/// <summary>Routes of the configuration as a whole.</summary>
internal static class ConfigurationEndpoints
{
    public static void MapConfiguration(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/config").WithTags("Configuration");
        group.MapGet("", Get).Needs(Permission.ConfigRead).WithSummary("Shows the composed configuration this node runs, secrets masked.").Produces<ConfigurationView>();
        group.MapPost("/reload", ReloadAsync).Needs(Permission.ConfigWrite).WithSummary("Reads the sources now; two at once share one reading.").Produces<ReloadView>();
    }

    private static IResult Get(HttpContext context, ConfigurationStatus status)
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
            Content = state.Applied is { } model ? ConfigurationContent.Of(model) : null,
        };
        return Answers.Ok(context, view, ConfigurationJson.Default.ConfigurationView);
    }

    private static async Task<IResult> ReloadAsync(HttpContext context, ConfigurationReloader reloader)
    {
        new RequestQuery(context.Request.Query).Finish();
        var outcome = await reloader.ReloadNowAsync(context.RequestAborted);
        return Answers.Ok(context, new ReloadView(outcome.Kind.ToString().ToLowerInvariant(), outcome.Revision, outcome.Reason), ConfigurationJson.Default.ReloadView);
    }
}
