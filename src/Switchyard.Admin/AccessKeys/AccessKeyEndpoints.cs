using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Options;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Requests;
using Switchyard.Admin.Routes;
using Switchyard.Admin.SignIn;

namespace Switchyard.Admin.AccessKeys;

/// <summary>Routes of access keys.</summary>
internal static class AccessKeyEndpoints
{
    public static void MapAccessKeys(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/access-keys").WithTags("Access keys");
        group.OnGet("", ListAsync).Needs(Permission.AccessRead).WithSummary("Lists access keys in order of creation.").Produces<Page<AccessKeyView>>();
        group.OnPost("", CreateAsync).Needs(Permission.AccessWrite).WithSummary("Issues an access key; its text is in 'secret', once.").Takes<AccessKeyBody>().Produces<AccessKeyView>(201);
        group.OnGet("/{id}", GetAsync).Needs(Permission.AccessRead).WithSummary("Shows an access key.").Produces<AccessKeyView>();
        group.OnPatch("/{id}", UpdateAsync).Needs(Permission.AccessWrite).WithSummary("Changes the named fields of an access key.").Takes<AccessKeyBody>().Produces<AccessKeyView>();
        group.OnDelete("/{id}", RevokeAsync).Needs(Permission.AccessWrite).WithSummary("Revokes an access key for ever and cuts its streams.").Produces(204);
    }

    private static async Task<IResult> ListAsync(HttpContext context, AccessKeyQueries accessKeys)
    {
        var query = new RequestQuery(context.Request.Query);
        var page = PageRequest.Read(query, "access-keys", keys: 1);
        var userId = query.Id("userId");
        query.Finish();
        var rows = (await accessKeys.ListAsync(userId, context.RequestAborted))
            .OrderBy(key => key.Id.ToString("D"), StringComparer.Ordinal)
            .Where(key => page.After.Count == 0 || string.CompareOrdinal(key.Id.ToString("D"), page.After[0]) > 0)
            .Take(page.Limit + 1)
            .ToArray();
        return Answers.Ok(context, page.ToPage("access-keys", rows, key => [key.Id.ToString("D")]), AccessKeyJson.Default.PageAccessKeyView);
    }

    private static async Task<IResult> GetAsync(HttpContext context, string id, AccessKeyQueries accessKeys)
    {
        new RequestQuery(context.Request.Query).Finish();
        var (view, etag) = await accessKeys.GetAsync(id, context.RequestAborted);
        return Answers.Ok(context, view, AccessKeyJson.Default.AccessKeyView, etag);
    }

    private static Task<IResult> CreateAsync(HttpContext context, AccessKeyCommands accessKeys, AdminOptions options) =>
        MutationHandlers.MutateAsync(context, options, AccessKeyRequest.ReadNew, AccessKeyJson.Default.AccessKeyView, (request, how) =>
            accessKeys.CreateAsync(OperatorGate.CallerOf(context), request, how, context.RequestAborted));

    private static Task<IResult> UpdateAsync(HttpContext context, string id, AccessKeyCommands accessKeys, AdminOptions options) =>
        MutationHandlers.MutateAsync(context, options, AccessKeyRequest.ReadPatch, AccessKeyJson.Default.AccessKeyView, (patch, how) =>
            accessKeys.UpdateAsync(OperatorGate.CallerOf(context), id, patch, how, context.RequestAborted));

    private static Task<IResult> RevokeAsync(HttpContext context, string id, AccessKeyCommands accessKeys) =>
        MutationHandlers.MutateAsync(context, AccessKeyJson.Default.AccessKeyView, how =>
            accessKeys.RevokeAsync(OperatorGate.CallerOf(context), id, how, context.RequestAborted));
}
