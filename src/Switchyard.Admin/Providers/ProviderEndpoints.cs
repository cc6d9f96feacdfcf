using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Options;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Requests;
using Switchyard.Admin.Routes;
using Switchyard.Admin.SignIn;

namespace Switchyard.Admin.Providers;

/// <summary>Routes of providers.</summary>
internal static class ProviderEndpoints
{
    public static void MapProviders(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/providers").WithTags("Providers");
        group.OnGet("", ListAsync).Needs(Permission.ProvidersRead).WithSummary("Lists providers by name.").Produces<Page<ProviderView>>();
        group.OnPost("", CreateAsync).Needs(Permission.ProvidersWrite).WithSummary("Creates a provider with its keys.").Takes<NewProviderBody>().Produces<ProviderView>(201);
        group.OnGet("/{idOrName}", GetAsync).Needs(Permission.ProvidersRead).WithSummary("Shows a provider.").Produces<ProviderView>();
        group.OnPatch("/{idOrName}", UpdateAsync).Needs(Permission.ProvidersWrite).WithSummary("Changes the named fields of a provider.").Takes<ProviderPatchBody>().Produces<ProviderView>();
        group.OnDelete("/{idOrName}", DeleteAsync).Needs(Permission.ProvidersWrite).WithSummary("Deletes a provider and erases its secrets.").Produces(204);
        group.OnPost("/{idOrName}/test", TestAsync).Needs(Permission.ProvidersWrite).WithSummary("Tries each key with one cheap call.").Produces<ProviderTestView>();
    }

    private static async Task<IResult> ListAsync(HttpContext context, ProviderQueries providers)
    {
        var query = new RequestQuery(context.Request.Query);
        var page = PageRequest.Read(query, "providers", keys: 1);
        query.Finish();
        var rows = await providers.ListAsync(page.After.Count == 0 ? null : page.After[0], page.Limit + 1, context.RequestAborted);
        return Answers.Ok(context, page.ToPage("providers", rows, provider => [provider.Name]), ProviderJson.Default.PageProviderView);
    }

    private static async Task<IResult> GetAsync(HttpContext context, string idOrName, ProviderQueries providers)
    {
        new RequestQuery(context.Request.Query).Finish();
        var (view, etag) = await providers.GetAsync(idOrName, context.RequestAborted);
        return Answers.Ok(context, view, ProviderJson.Default.ProviderView, etag);
    }

    private static Task<IResult> CreateAsync(HttpContext context, ProviderCommands providers, AdminOptions options) =>
        MutationHandlers.MutateAsync(context, options, NewProviderRequest.Read, ProviderJson.Default.ProviderView, (request, how) =>
            providers.CreateAsync(OperatorGate.CallerOf(context), request, how, context.RequestAborted));

    private static Task<IResult> UpdateAsync(HttpContext context, string idOrName, ProviderCommands providers, AdminOptions options) =>
        MutationHandlers.MutateAsync(context, options, ProviderPatchRequest.Read, ProviderJson.Default.ProviderView, (patch, how) =>
            providers.UpdateAsync(OperatorGate.CallerOf(context), idOrName, patch, how, context.RequestAborted));

    private static Task<IResult> DeleteAsync(HttpContext context, string idOrName, ProviderCommands providers) =>
        MutationHandlers.MutateAsync(context, ProviderJson.Default.ProviderView, how =>
            providers.DeleteAsync(OperatorGate.CallerOf(context), idOrName, how, context.RequestAborted));

    private static async Task<IResult> TestAsync(HttpContext context, string idOrName, ProviderTests tests)
    {
        new RequestQuery(context.Request.Query).Finish();
        return Answers.Ok(context, await tests.RunAsync(idOrName, context.RequestAborted), ProviderJson.Default.ProviderTestView);
    }
}
