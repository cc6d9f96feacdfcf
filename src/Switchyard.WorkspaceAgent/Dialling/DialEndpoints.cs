using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Switchyard.WorkspaceAgent.Dialling;

/// <summary><c>/dial</c> and <c>/live</c>, and the gate before whatever needs a session.</summary>
internal static class DialEndpoints
{
    private const int LargestDial = 4 << 10;
    private const long LargestCall = 32 << 20;

    /// <summary>Maps the routes of the dial.</summary>
    public static void MapDial(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/dial", DialAsync);
        routes.MapDelete("/dial", static (HttpContext context, DialSessions sessions) =>
        {
            sessions.End(Bearer(context.Request)!);
            return Results.NoContent();
        }).NeedsSession();
        routes.MapGet("/live", static (HttpContext context, CurrentDial dial) =>
            context.Response.WriteAsJsonAsync(new LiveAnswer(dial.Session.AgentId, dial.Session.BootId), DialJson.Default.LiveAnswer)).NeedsSession();
    }

    /// <summary>Answers requests without a session with 401, before they are read. Metadata for <see cref="UseDialGate"/>.</summary>
    public static TBuilder NeedsSession<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new SessionNeeded());

    /// <summary>The gate. After routing, before the endpoints.</summary>
    public static void UseDialGate(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<SessionNeeded>() is null)
        {
            await next(context);
            return;
        }

        var sessions = context.RequestServices.GetRequiredService<DialSessions>();
        if (Bearer(context.Request) is not { } bearer || sessions.Enter(bearer) is not { } session)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        try
        {
            context.RequestServices.GetRequiredService<CurrentDial>().Session = session;
            context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = LargestCall;
            await next(context);
        }
        finally
        {
            sessions.Leave(session);
        }
    });

    private static async Task DialAsync(HttpContext context, DialDoor door)
    {
        var (answer, isFull) = await ReadAsync(context.Request) is { } body ? door.Open(body.Span) : (null, false);
        if (answer is not null)
        {
            await context.Response.WriteAsJsonAsync(answer, DialJson.Default.DialAnswer);
            return;
        }

        context.Response.StatusCode = isFull ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status401Unauthorized;
    }

    /// <summary>The body, or null when it is too long or does not come.</summary>
    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request)
    {
        var body = new byte[LargestDial + 1];
        var length = 0;
        try
        {
            for (int read; (read = await request.Body.ReadAsync(body.AsMemory(length), request.HttpContext.RequestAborted)) > 0;)
            {
                length += read;
                if (length == body.Length)
                {
                    return null;
                }
            }
        }
        catch (BadHttpRequestException)
        {
            return null;
        }

        return body.AsMemory(0, length);
    }

    private static string? Bearer(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        return request.Headers.Authorization is [{ } value] && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? value[Scheme.Length..].Trim() : null;
    }

    private sealed class SessionNeeded;
}
