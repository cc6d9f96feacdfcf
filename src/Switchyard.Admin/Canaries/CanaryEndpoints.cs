using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Options;
using Switchyard.Admin.Problems;
using Switchyard.Admin.Requests;
using Switchyard.Admin.Routes;
using Switchyard.Admin.SignIn;
using Switchyard.Configuration.Sources.File;

namespace Switchyard.Admin.Canaries;

/// <summary>Routes of revisions that are made of several documents, and of canaries.</summary>
internal static class CanaryEndpoints
{
    public static void MapCanaries(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/config").WithTags("Configuration");
        group.OnPost("/revisions", ApplyAsync).Needs(Permission.ConfigWrite).Takes<RevisionBody>()
            .WithSummary("Writes several documents as one revision, or has some nodes try them first ('canary'). The composed configuration is checked first: 422 with every fault and nothing written.")
            .Produces<RevisionResult>().Produces<RevisionResult>(201);
        group.OnGet("/canary", GetAsync).Needs(Permission.ConfigRead).WithSummary("Shows the canary that is on trial and how the nodes compare, or the one before.").Produces<CanaryView>();
        group.OnPost("/revisions/{revision}/promote", PromoteAsync).Needs(Permission.ConfigWrite).WithSummary("Writes the documents of a canary for all nodes, as one revision.").Produces<CanaryView>();
        group.OnPost("/revisions/{revision}/revert", RevertAsync).Needs(Permission.ConfigWrite).WithSummary("Takes a canary back.").Produces<CanaryView>();
    }

    private static Task<IResult> ApplyAsync(HttpContext context, CanaryCommands canaries, AdminOptions options) =>
        MutationHandlers.MutateAsync(context, options with { MaxBodyBytes = FileReader.MaxBytes }, RevisionRequest.Read, CanaryJson.Default.RevisionResult, (request, how) =>
            canaries.ApplyAsync(OperatorGate.CallerOf(context), request, how, context.RequestAborted));

    private static async Task<IResult> GetAsync(HttpContext context, CanaryQueries canaries)
    {
        new RequestQuery(context.Request.Query).Finish();
        return Answers.Ok(context, await canaries.GetAsync(context.RequestAborted), CanaryJson.Default.CanaryView);
    }

    private static Task<IResult> PromoteAsync(HttpContext context, string revision, CanaryCommands canaries) => EndAsync(context, revision, canaries, promote: true);

    private static Task<IResult> RevertAsync(HttpContext context, string revision, CanaryCommands canaries) => EndAsync(context, revision, canaries, promote: false);

    private static Task<IResult> EndAsync(HttpContext context, string revision, CanaryCommands canaries, bool promote) =>
        MutationHandlers.MutateAsync(context, CanaryJson.Default.CanaryView, how =>
            canaries.EndAsync(OperatorGate.CallerOf(context), Number(revision), promote, how.Comment.Length > 0 ? how.Comment : "by hand", how, context.RequestAborted));

    private static long Number(string revision) => long.TryParse(revision, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) && parsed > 0
        ? parsed
        : throw new ProblemException(Problem.Invalid("revision", "This is no number of a revision."));
}
