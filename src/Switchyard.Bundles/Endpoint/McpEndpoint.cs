using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Switchyard.Bundles.Endpoint.Access;
using Switchyard.Bundles.Endpoint.Messages;
using Switchyard.Bundles.Endpoint.Requests;

namespace Switchyard.Bundles.Endpoint;

/// <summary>
/// <c>/mcp/{workspace}</c>: the tools, resources and prompts of a workspace as one MCP server over streamable HTTP. A thin layer: what servers and clients say to each other is passed on as JSON, with names changed and nothing
/// else, so it need not know what it carries.
/// </summary>
internal sealed partial class McpEndpoint(OriginGuard guard, IMcpGate gate, McpPost post, ChangeListener listener, SessionDoor door, McpLifetime lifetime, McpRefusals refusals)
{
    public const string Prefix = "/mcp/";

    /// <summary>Serves one request; never throws.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        if (!lifetime.TryEnter())
        {
            await refusals.WriteAsync(context, new McpRefusal(503, "shutting_down", "This node is shutting down."));
            return;
        }

        try
        {
            await AdmitAsync(context);
        }
        catch (BadHttpRequestException bad) when (!context.Response.HasStarted)
        {
            await refusals.WriteAsync(context, new McpRefusal(bad.StatusCode, "bad_request", "The request is not what its headers promise."));
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // The client has gone, takes nothing, or did not send what it promised; or its key was revoked and everything of it ends.
            context.Abort();
        }
        catch (Exception error)
        {
            // The last resort: a fault of ours must not look like a clean end.
            await refusals.FailAsync(context, error);
        }
        finally
        {
            lifetime.Leave();
        }
    }

    private async Task AdmitAsync(HttpContext context)
    {
        if (guard.Refuse(context) is { } stranger)
        {
            await refusals.WriteAsync(context, stranger);
            return;
        }

        if (!TryReadWorkspace(context.Request.Path, out var workspace))
        {
            await refusals.WriteAsync(context, new McpRefusal(404, "not_found", "There is nothing here: the address is /mcp/{workspace}."));
            return;
        }

        var admission = await gate.AdmitAsync(context, workspace, context.RequestAborted);
        if (admission.Refusal is { } refusal)
        {
            await refusals.WriteAsync(context, refusal);
            return;
        }

        var visit = new Visit(context, admission.Caller!, workspace);
        try
        {
            await ServeAsync(visit);
        }
        catch (OperationCanceledException) when (visit.Caller.Ended.IsCancellationRequested && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            await refusals.WriteAsync(context, new McpRefusal(401, "access_ended", "The access key was revoked, has expired, or may no longer use this workspace."));
        }
    }

    private async Task ServeAsync(Visit visit)
    {
        var context = visit.Context;
        var method = context.Request.Method;
        if (HttpMethods.IsPost(method))
        {
            if (await McpBody.ReadAsync(visit) is { } body)
            {
                await post.AnswerAsync(visit, body, listener);
            }
        }
        else if ((HttpMethods.IsGet(method) || HttpMethods.IsDelete(method)) && !ProtocolVersions.IsStateless(McpHeaders.Read(context.Request.Headers, McpHeaders.Version)))
        {
            await (HttpMethods.IsGet(method) ? listener.GetAsync(visit) : DeleteAsync(visit));
        }
        else
        {
            context.Response.Headers.Allow = "POST, GET, DELETE";
            await refusals.WriteAsync(context, new McpRefusal(405, "method_not_allowed", "This is not asked for in this way."));
        }
    }

    private async Task DeleteAsync(Visit visit)
    {
        if (door.TryEnter(visit.Context, visit.Caller, visit.Workspace, out var session, out _) is { } refusal)
        {
            await RefusalWriter.WriteAsync(visit.Context, refusal, id: null);
            return;
        }

        door.End(session);
        door.Leave(session);
        visit.Context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static bool TryReadWorkspace(PathString path, [NotNullWhen(true)] out string? workspace)
    {
        workspace = path.Value is { } text && text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : null;
        return workspace is { Length: > 0 } && !workspace.Contains('/', StringComparison.Ordinal);
    }
}
