using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Options;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Requests;
using Switchyard.Admin.Routes;
using Switchyard.Admin.SignIn;

namespace Switchyard.Admin.Proxying;

/// <summary>Routes of the forward proxy: its certificate authority, and what it decrypts.</summary>
internal static class ProxyEndpoints
{
    public static void MapProxy(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/proxy").WithTags("Forward proxy");
        group.OnGet("/hosts", Hosts).Needs(Permission.ProvidersRead).WithSummary("Shows which hosts the forward proxy decrypts, and which providers it does not reach.").Produces<ProxyHostsView>();
        group.OnGet("/ca", ListAsync).Needs(Permission.ProvidersRead).WithSummary("Lists the certificate authorities of the forward proxy, the newest first.").Produces<Page<ProxyAuthorityView>>();
        group.OnGet("/ca/export", ExportAsync).Needs(Permission.ProvidersRead).WithSummary("What clients are to trust, as PEM: the active authority, and the next one while a rotation is under way.").Produces<string>(200, "application/x-pem-file");
        group.OnPost("/ca/rotate", RotateAsync).Needs(Permission.SecretsWrite).WithSummary("Makes the next authority, or with 'immediately' replaces the present one.").Takes<ProxyRotationBody>().Produces<ProxyAuthorityView>(201);
        group.OnPost("/ca/activate", ActivateAsync).Needs(Permission.SecretsWrite).WithSummary("Mints from the next authority from now on; the former one is retired.").Produces<ProxyAuthorityView>();
        group.OnDelete("/ca/next", AbandonAsync).Needs(Permission.SecretsWrite).WithSummary("Gives the next authority up.").Produces(204);
    }

    private static IResult Hosts(HttpContext context, ProxyAuthorityQueries queries)
    {
        new RequestQuery(context.Request.Query).Finish();
        return Answers.Ok(context, queries.Hosts(), ProxyJson.Default.ProxyHostsView);
    }

    private static async Task<IResult> ListAsync(HttpContext context, ProxyAuthorityQueries queries)
    {
        new RequestQuery(context.Request.Query).Finish();
        return Answers.Ok(context, new Page<ProxyAuthorityView>(await queries.ListAsync(context.RequestAborted), null), ProxyJson.Default.PageProxyAuthorityView);
    }

    private static async Task<IResult> ExportAsync(HttpContext context, ProxyAuthorityQueries queries)
    {
        new RequestQuery(context.Request.Query).Finish();
        return TypedResults.Text(await queries.ExportAsync(context.RequestAborted), "application/x-pem-file");
    }

    private static Task<IResult> RotateAsync(HttpContext context, ProxyAuthorityCommands authorities, AdminOptions options) =>
        MutationHandlers.MutateOptionalAsync(context, options, ProxyRotationRequest.Read, ProxyJson.Default.ProxyAuthorityView, (request, how) =>
            authorities.RotateAsync(OperatorGate.CallerOf(context), request, how, context.RequestAborted));

    private static Task<IResult> ActivateAsync(HttpContext context, ProxyAuthorityCommands authorities) =>
        MutationHandlers.MutateAsync(context, ProxyJson.Default.ProxyAuthorityView, how => authorities.ActivateAsync(OperatorGate.CallerOf(context), how, context.RequestAborted));

    private static Task<IResult> AbandonAsync(HttpContext context, ProxyAuthorityCommands authorities) =>
        MutationHandlers.MutateAsync(context, ProxyJson.Default.ProxyAuthorityView, how => authorities.AbandonAsync(OperatorGate.CallerOf(context), how, context.RequestAborted));
}
