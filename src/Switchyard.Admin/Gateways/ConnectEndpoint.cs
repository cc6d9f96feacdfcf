using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Switchyard.Admin.Problems;
using Switchyard.Admin.Routes;
using Switchyard.Hub.Delivery.Connections;

namespace Switchyard.Admin.Gateways;

/// <summary>The WebSocket of remote gateways. No operator's route: a gateway's token opens it, and nothing else. Whoever is refused is told so before the upgrade.</summary>
internal static class ConnectEndpoint
{
    /// <summary>Names the instance before the upgrade, so that one that is connected already is not counted twice against the limit of instances.</summary>
    private const string InstanceHeader = "X-Switchyard-Instance";

    public static void MapGatewayConnect(this IEndpointRouteBuilder endpoints) =>
        endpoints.OnGet("/api/v1/gateways/connect", (Delegate)ConnectAsync).WithTags("Gateways")
            .WithSummary("The WebSocket of remote gateways; 'Authorization: Bearer swg_…'.")
            .Produces(StatusCodes.Status101SwitchingProtocols);

    private static async Task ConnectAsync(HttpContext context)
    {
        var door = context.RequestServices.GetRequiredService<GatewayDoor>();
        var answer = await door.AdmitAsync(RequestOf(context.Request), context.RequestAborted);
        if (answer.Pass is not { } pass)
        {
            throw new ProblemException(ProblemOf(answer));
        }

        using (pass)
        {
            if (!context.WebSockets.IsWebSocketRequest)
            {
                await door.GiveUpAsync(pass);
                throw new ProblemException(new Problem(426, "upgrade_required", "WebSocket required", "This route speaks the gateway channel over a WebSocket."));
            }

            using var socket = await UpgradeAsync(context, door, pass);
            await door.ServeAsync(pass, socket, context.RequestAborted);
        }
    }

    private static async Task<WebSocket> UpgradeAsync(HttpContext context, GatewayDoor door, DoorPass pass)
    {
        var settings = door.Settings;
        try
        {
            return await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
            {
                KeepAliveInterval = settings.Ping,
                KeepAliveTimeout = settings.DeadAfter - settings.Ping,
            });
        }
        catch
        {
            // Whoever asked is away, or asks for what can not be. His connection is counted until its row is ended.
            await door.GiveUpAsync(pass);
            throw;
        }
    }

    private static DoorRequest RequestOf(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        var authorization = request.Headers.Authorization;
        var token = authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;
        var instance = request.Headers[InstanceHeader] is [{ Length: > 0 and <= 64 } named] ? named : null;
        return new DoorRequest(token, request.HttpContext.Connection.RemoteIpAddress ?? IPAddress.None, request.Headers.Origin is { Count: > 0 } origin ? origin.ToString() : null, instance);
    }

    private static Problem ProblemOf(DoorAnswer answer)
    {
        var wait = answer.RetryAfter is { } after ? (int)Math.Max(1, Math.Ceiling(after.TotalSeconds)) : (int?)null;
        return answer.Refusal switch
        {
            DoorRefusal.Origin => new Problem(403, "origin_not_allowed", "Origin not allowed", "A page of this origin may not connect as a gateway."),
            DoorRefusal.TooManyFailures => new Problem(429, "too_many_failures", "Too many failed tries", "Too many tries from this address have failed; nothing is looked up for it now.") { RetryAfter = wait },
            DoorRefusal.Disabled => new Problem(403, "gateway_disabled", "Gateway disabled", "The gateway of this token is switched off."),
            DoorRefusal.Deleted => new Problem(404, "gateway_deleted", "Gateway deleted", "The gateway of this token was deleted."),
            DoorRefusal.TooManyConnects => new Problem(429, "too_many_connections", "Too many connections", "The gateway has connected too often within a minute.") { RetryAfter = wait },
            DoorRefusal.TooManyInstances => new Problem(429, "too_many_instances", "Too many instances", "The gateway has as many instances connected as it may have.") { RetryAfter = wait },
            DoorRefusal.Full => new Problem(503, "node_full", "No place here", "This node takes no connection now; another one may.") { RetryAfter = wait },
            _ => new Problem(401, "unauthorized", "Gateway token required", "Send a valid gateway token as 'Authorization: Bearer swg_…'."),
        };
    }
}
