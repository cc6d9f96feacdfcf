using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Options;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Requests;
using Switchyard.Admin.Routes;
using Switchyard.Admin.SignIn;

namespace Switchyard.Admin.GatewayTokens;

/// <summary>Routes of the tokens of a gateway.</summary>
internal static class GatewayTokenEndpoints
{
    public static void MapGatewayTokens(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/gateways/{idOrName}/tokens").WithTags("Gateway tokens");
        group.OnGet("", ListAsync).Needs(Permission.GatewaysRead).WithSummary("Lists the tokens that are not revoked, in order of creation.").Produces<Page<GatewayTokenView>>();
        group.OnPost("", CreateAsync).Needs(Permission.GatewaysWrite)
            .WithSummary("Issues a token; its text is in 'secret', once. At most two are active.").Takes<GatewayTokenBody>().Produces<GatewayTokenView>(201);
        group.OnDelete("/{id}", RevokeAsync).Needs(Permission.GatewaysWrite).WithSummary("Revokes a token for ever and closes its connections.").Produces(204);
    }

    private static async Task<IResult> ListAsync(HttpContext context, string idOrName, GatewayTokenQueries tokens)
    {
        new RequestQuery(context.Request.Query).Finish();
        return Answers.Ok(context, new Page<GatewayTokenView>(await tokens.ListAsync(idOrName, context.RequestAborted), null), GatewayTokenJson.Default.PageGatewayTokenView);
    }

    private static Task<IResult> CreateAsync(HttpContext context, string idOrName, GatewayTokenCommands tokens, AdminOptions options) =>
        MutationHandlers.MutateOptionalAsync(context, options, GatewayTokenRequest.Read, GatewayTokenJson.Default.GatewayTokenView, (request, how) =>
            tokens.CreateAsync(OperatorGate.CallerOf(context), idOrName, request, how, context.RequestAborted));

    private static Task<IResult> RevokeAsync(HttpContext context, string idOrName, string id, GatewayTokenCommands tokens) =>
        MutationHandlers.MutateAsync(context, GatewayTokenJson.Default.GatewayTokenView, how =>
            tokens.RevokeAsync(OperatorGate.CallerOf(context), idOrName, id, how, context.RequestAborted));
}
