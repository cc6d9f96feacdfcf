using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Problems;
using Switchyard.Admin.Requests;
using Switchyard.Admin.Routes;
using Switchyard.Admin.SignIn;

namespace Switchyard.Admin.Events;

/// <summary>Routes of the hub's events.</summary>
internal static class EventEndpoints
{
    public static void MapEvents(this IEndpointRouteBuilder api) =>
        api.OnGet("/events/stream", StreamAsync).WithTags("Events").Needs(Permission.ConfigRead)
            .WithSummary("A live tail of the hub as server-sent events; 'Last-Event-ID' resumes after an event.")
            .Produces(200, contentType: "text/event-stream");

    private static async Task StreamAsync(HttpContext context, EventTail tail, OperatorAuthenticator authenticator)
    {
        new RequestQuery(context.Request.Query).Finish();
        TailCursor? after = null;
        if (context.Request.Headers["Last-Event-ID"] is { Count: > 0 } header)
        {
            after = TailCursor.TryParse(header.ToString(), out var cursor)
                ? cursor
                : throw new ProblemException(Problem.Invalid("Last-Event-ID", "Must be the id of an event of this stream."));
        }

        // A tail outlives many a token: one that was revoked ends it with the next heartbeat.
        await tail.WriteAsync(context, after, async cancellationToken =>
            await authenticator.AuthenticateAsync(context.Request, cancellationToken) is { } caller && caller.May(Permission.ConfigRead));
    }
}
