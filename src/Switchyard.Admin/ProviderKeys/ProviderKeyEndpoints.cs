using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Options;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Providers;
using Switchyard.Admin.Requests;
using Switchyard.Admin.Routes;
using Switchyard.Admin.SignIn;

namespace Switchyard.Admin.ProviderKeys;

/// <summary>Routes of the keys of a provider.</summary>
internal static class ProviderKeyEndpoints
{
    public static void MapProviderKeys(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/providers/{idOrName}/keys").WithTags("Provider keys");
        group.OnGet("", ListAsync).Needs(Permission.ProvidersRead).WithSummary("Lists keys in failover order.").Produces<Page<ProviderKeyView>>();
        group.OnPost("", AddAsync).Needs(Permission.ProvidersWrite).WithSummary("Adds a key.").Takes<NewKeyBody>().Produces<ProviderKeyView>(201);
        group.OnGet("/{id}", GetAsync).Needs(Permission.ProvidersRead).WithSummary("Shows a key.").Produces<ProviderKeyView>();
        group.OnPatch("/{id}", UpdateAsync).Needs(Permission.ProvidersWrite).WithSummary("Changes label, position or state of a key.").Takes<KeyPatchBody>().Produces<ProviderKeyView>();
        group.OnDelete("/{id}", DeleteAsync).Needs(Permission.ProvidersWrite).WithSummary("Deletes a key and erases its secret.").Produces(204);
        group.OnPost("/{id}/reset", ResetAsync).Needs(Permission.ProvidersWrite).WithSummary("Ends the key's cool-down on every node.").Produces<ProviderKeyView>();
    }

    private static async Task<IResult> ListAsync(HttpContext context, string idOrName, ProviderKeyQueries keys)
    {
        new RequestQuery(context.Request.Query).Finish();
        return Answers.Ok(context, new Page<ProviderKeyView>(await keys.ListAsync(idOrName, context.RequestAborted), null), ProviderJson.Default.PageProviderKeyView);
    }

    private static async Task<IResult> GetAsync(HttpContext context, string idOrName, string id, ProviderKeyQueries keys)
    {
        new RequestQuery(context.Request.Query).Finish();
        var (view, etag) = await keys.GetAsync(idOrName, id, context.RequestAborted);
        return Answers.Ok(context, view, ProviderJson.Default.ProviderKeyView, etag);
    }

    private static Task<IResult> AddAsync(HttpContext context, string idOrName, ProviderKeyCommands keys, AdminOptions options) =>
        MutationHandlers.MutateAsync(context, options, NewKeyRequest.Read, ProviderJson.Default.ProviderKeyView, (request, how) =>
            keys.AddAsync(OperatorGate.CallerOf(context), idOrName, request, how, context.RequestAborted));

    private static Task<IResult> UpdateAsync(HttpContext context, string idOrName, string id, ProviderKeyCommands keys, AdminOptions options) =>
        MutationHandlers.MutateAsync(context, options, KeyPatchRequest.Read, ProviderJson.Default.ProviderKeyView, (patch, how) =>
            keys.UpdateAsync(OperatorGate.CallerOf(context), idOrName, id, patch, how, context.RequestAborted));

    private static Task<IResult> DeleteAsync(HttpContext context, string idOrName, string id, ProviderKeyCommands keys) =>
        MutationHandlers.MutateAsync(context, ProviderJson.Default.ProviderKeyView, how =>
            keys.DeleteAsync(OperatorGate.CallerOf(context), idOrName, id, how, context.RequestAborted));

    private static Task<IResult> ResetAsync(HttpContext context, string idOrName, string id, ProviderKeyCommands keys) =>
        MutationHandlers.MutateAsync(context, ProviderJson.Default.ProviderKeyView, how =>
            keys.ResetAsync(OperatorGate.CallerOf(context), idOrName, id, how, context.RequestAborted));
}
