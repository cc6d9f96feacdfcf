using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Problems;
using Switchyard.Admin.Requests;
using Switchyard.Admin.Routes;
using Switchyard.Admin.SignIn;

namespace Switchyard.Admin.Operators;

/// <summary>Routes by which an operator learns who it is, and trades its token for a session.</summary>
internal static class OwnEndpoints
{
    public static void MapOwn(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/operators/me").WithTags("Operators");
        group.OnGet("", Get).Needs(Permission.Own).WithSummary("Shows the caller and what it may do.").Produces<OwnView>();
        group.OnPost("/session", Begin).Needs(Permission.Own).WithSummary("Begins a session of 12 hours, whose text is in 'secret', once. It ends with the credential of the caller.").Produces<OwnSessionView>(201);
    }

    private static IResult Get(HttpContext context)
    {
        new RequestQuery(context.Request.Query).Finish();
        var caller = OperatorGate.CallerOf(context);
        var text = context.Request.Headers.Authorization.Count == 0 ? SessionCookie.Read(context.Request) : null;
        var view = new OwnView
        {
            Id = caller.Id,
            Name = caller.Name,
            Kind = caller.Kind,
            Role = OperatorRoles.NameOf(caller.Role),
            Permissions = [.. Permission.All.Where(caller.May).Select(static permission => permission.Name)],
            Antiforgery = text is null ? null : OperatorSessions.AntiforgeryOf(text),
        };
        return Answers.Ok(context, view, OperatorJson.Default.OwnView);
    }

    private static IResult Begin(HttpContext context, OperatorSessions sessions)
    {
        new RequestQuery(context.Request.Query).Finish();
        var caller = OperatorGate.CallerOf(context);
        if (caller.HasSession)
        {
            // Or whoever has got hold of one would have it for ever.
            throw new ProblemException(Problem.Conflict("session", "", "A session can not begin another one; use the operator's token."));
        }

        var (text, ends) = sessions.Begin(caller);
        return Results.Json(new OwnSessionView(text.Reveal(), ends), OperatorJson.Default.OwnSessionView, statusCode: StatusCodes.Status201Created);
    }
}
