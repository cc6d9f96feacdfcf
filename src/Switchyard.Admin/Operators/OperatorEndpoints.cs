using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Options;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Requests;
using Switchyard.Admin.Routes;
using Switchyard.Admin.SignIn;

namespace Switchyard.Admin.Operators;

/// <summary>Routes of operators.</summary>
internal static class OperatorEndpoints
{
    public static void MapOperators(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/operators").WithTags("Operators");
        group.OnGet("", ListAsync).Needs(Permission.OperatorsRead).WithSummary("Lists operators by name.").Produces<Page<OperatorView>>();
        group.OnPost("", CreateAsync).Needs(Permission.OperatorsWrite).WithSummary("Issues an operator token; its text is in 'secret', once.").Takes<NewOperatorBody>().Produces<OperatorView>(201);
        group.OnDelete("/{id}", RevokeAsync).Needs(Permission.OperatorsWrite).WithSummary("Revokes an operator token.").Produces(204);
    }

    private static async Task<IResult> ListAsync(HttpContext context, OperatorCommands operators)
    {
        new RequestQuery(context.Request.Query).Finish();
        return Answers.Ok(context, new Page<OperatorView>(await operators.ListAsync(context.RequestAborted), null), OperatorJson.Default.PageOperatorView);
    }

    private static Task<IResult> CreateAsync(HttpContext context, OperatorCommands operators, AdminOptions options) =>
        MutationHandlers.MutateAsync(context, options, NewOperatorRequest.Read, OperatorJson.Default.OperatorView, (request, how) =>
            operators.CreateAsync(OperatorGate.CallerOf(context), request, how, context.RequestAborted));

    private static Task<IResult> RevokeAsync(HttpContext context, string id, OperatorCommands operators) =>
        MutationHandlers.MutateAsync(context, OperatorJson.Default.OperatorView, how =>
            operators.RevokeAsync(OperatorGate.CallerOf(context), id, how, context.RequestAborted));
}
