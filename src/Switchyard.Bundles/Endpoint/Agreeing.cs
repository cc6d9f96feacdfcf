using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Switchyard.Bundles.Endpoint.Messages;
using Switchyard.Bundles.Endpoint.Methods;
using Switchyard.Bundles.Endpoint.Requests;

namespace Switchyard.Bundles.Endpoint;

/// <summary>
/// Finds out which generation of the protocol a body is of, and whether it keeps its rules. Up to 2025-11-25 a client begins with <c>initialize</c> and then names its session; from 2026-07-28 on each request says for itself which
/// version it is of, and says parts of the body in headers too.
/// </summary>
internal sealed class Agreeing(SessionDoor door)
{
    /// <summary>Null when the body may be answered.</summary>
    public RpcError? Read(Visit visit, IReadOnlyList<RpcMessage> messages, bool isBatch, out Agreement? agreement)
    {
        agreement = null;
        var headers = visit.Context.Request.Headers;
        var version = McpHeaders.Read(headers, McpHeaders.Version);
        var said = messages.Select(static message => JsonText.Of(message.Meta?[MetaKeys.ProtocolVersion])).FirstOrDefault(static said => said is not null);
        if (said is not null || (ProtocolVersions.IsStateless(version) && ProtocolVersions.IsSupported(version!)))
        {
            return isBatch ? RpcError.Invalid("The body has to be one message.") : ReadStateless(headers, messages[0], version, said, out agreement);
        }

        if (SessionDoor.CheckVersion(headers) is { } unsupported)
        {
            return unsupported;
        }

        if ((isBatch && HeaderMirror.IsSent(headers) ? RpcError.Mismatch("Header mismatch: the body is an array.") : isBatch ? null : HeaderMirror.Check(headers, messages[0], isRequired: false)) is { } mismatch)
        {
            return mismatch;
        }

        return messages.Any(static message => message.Method == MethodTable.Initialize) ? ReadInitialize(messages[0], isBatch, out agreement) : ReadSession(visit, isBatch, out agreement);
    }

    private static RpcError? ReadStateless(IHeaderDictionary headers, RpcMessage message, string? version, string? said, out Agreement? agreement)
    {
        agreement = null;
        if (version is null)
        {
            return RpcError.Mismatch($"Header mismatch: {McpHeaders.Version} is missing.");
        }

        if (said is not null && said != version)
        {
            return RpcError.Mismatch($"Header mismatch: {McpHeaders.Version} is '{version}', the body says '{said}'.");
        }

        // A revision with sessions has no versions in its bodies; that it is refused here tells the client what to speak.
        if (!ProtocolVersions.IsSupported(version) || !ProtocolVersions.IsStateless(version))
        {
            return RpcError.Unsupported(version);
        }

        if (message.Method is null)
        {
            return RpcError.Invalid("Answers are not sent to a server.");
        }

        if (HeaderMirror.Check(headers, message, isRequired: message.IsRequest) is { } mismatch)
        {
            return mismatch;
        }

        if (message.IsRequest && (said is null || message.Meta?[MetaKeys.ClientCapabilities] is not JsonObject))
        {
            return new RpcError(RpcError.InvalidParams, $"'_meta' has to have {MetaKeys.ProtocolVersion} and {MetaKeys.ClientCapabilities}.", Status: StatusCodes.Status400BadRequest);
        }

        agreement = new Agreement(version, null);
        return null;
    }

    private static RpcError? ReadInitialize(RpcMessage message, bool isBatch, out Agreement? agreement)
    {
        agreement = null;
        if (isBatch || !message.IsRequest)
        {
            return RpcError.Invalid("'initialize' is a request of its own.");
        }

        if (JsonText.Of(message.Parameters?["protocolVersion"]) is not { } wanted)
        {
            return new RpcError(RpcError.InvalidParams, "'protocolVersion' is missing.");
        }

        if (!ProtocolVersions.IsSupported(wanted))
        {
            return RpcError.Unsupported(wanted, RpcError.InvalidParams, StatusCodes.Status200OK);
        }

        agreement = new Agreement(ProtocolVersions.IsStateless(wanted) ? ProtocolVersions.Supported.First(static version => !ProtocolVersions.IsStateless(version)) : wanted, null);
        return null;
    }

    private RpcError? ReadSession(Visit visit, bool isBatch, out Agreement? agreement)
    {
        agreement = null;
        if (door.TryEnter(visit.Context, visit.Caller, visit.Workspace, out var session, out var version) is { } refusal)
        {
            return refusal;
        }

        if (isBatch && !ProtocolVersions.HasBatches(version))
        {
            door.Leave(session);
            return RpcError.Invalid($"Protocol version {version} has no arrays of messages.");
        }

        agreement = new Agreement(version, session);
        return null;
    }
}
