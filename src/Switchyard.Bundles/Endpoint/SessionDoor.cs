using Microsoft.AspNetCore.Http;
using Switchyard.Bundles.Endpoint.Access;
using Switchyard.Bundles.Endpoint.Messages;
using Switchyard.Bundles.Endpoint.Requests;
using Switchyard.Bundles.Endpoint.Streams;
using Switchyard.Bundles.Endpoint.Tickets;

namespace Switchyard.Bundles.Endpoint;

/// <summary>Lets requests into their sessions. One of another user or workspace is, to whoever sends it, one that is not there.</summary>
internal sealed class SessionDoor(SessionTickets tickets, LiveSessions sessions)
{
    /// <summary>A new session id.</summary>
    public string Create(McpCaller caller, string workspace, string version) => tickets.Write(tickets.Create(workspace, caller.UserId, caller.AccessKeyId, version));

    /// <summary>Enters the session that the request names; whoever enters leaves. Null when it may.</summary>
    public RpcError? TryEnter(HttpContext context, McpCaller caller, string workspace, out LiveSession session, out string version)
    {
        (session, version) = (null!, "");
        if (McpHeaders.Read(context.Request.Headers, McpHeaders.Session) is not { } id)
        {
            return RpcError.Invalid($"{McpHeaders.Session} is missing: begin with 'initialize'.");
        }

        if (!tickets.TryRead(id, out var ticket) || ticket.Workspace != workspace || ticket.UserId != caller.UserId || sessions.Enter(id) is not { } entered)
        {
            return new RpcError(RpcError.InvalidRequest, "There is no such session: begin with 'initialize'.", Status: StatusCodes.Status404NotFound);
        }

        (session, version) = (entered, ticket.Version);
        return null;
    }

    public void Leave(LiveSession session) => sessions.Leave(session);

    /// <summary>Ends a session.</summary>
    public void End(LiveSession session) => sessions.End(session.Id);

    /// <summary>Refuses a version in the header that is not spoken. Null when there is none, or it is.</summary>
    public static RpcError? CheckVersion(IHeaderDictionary headers) =>
        McpHeaders.Read(headers, McpHeaders.Version) is { } version && !ProtocolVersions.IsSupported(version) ? RpcError.Unsupported(version) : null;
}
