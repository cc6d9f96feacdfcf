using System.Text.Json.Nodes;
using Switchyard.Bundles.Calls;
using Switchyard.Bundles.Catalog;
using Switchyard.Bundles.Endpoint.Messages;
using Switchyard.Bundles.Endpoint.Recording;
using Switchyard.Bundles.Lifecycle;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Endpoint.Methods;

/// <summary><c>tools/list</c> and <c>tools/call</c>.</summary>
internal sealed class ToolMethods(BundleSupervisor supervisor, WorkspaceCatalog catalog, BundleCalls calls, TaskDesk tasks, IMcpRecorder recorder, TimeProvider time)
{
    public async Task<RpcAnswer> ListAsync(McpRequest request, CancellationToken cancellationToken)
    {
        var offer = await catalog.OfferAsync(request.Workspace, request.Caller.UserId, KnownTraits.StartLimit, time, cancellationToken);
        if (!Paging.TryCut(offer.Tools, static tool => tool.FullName, "tools", request.Text("cursor"), supervisor.Settings.PageSize, out var page, out var next))
        {
            return Answers.Fail(RpcError.InvalidParams, "The cursor is none of this list.");
        }

        var result = new JsonObject { ["tools"] = new JsonArray([.. page.Select(Definition)]) };
        if (next is not null)
        {
            result["nextCursor"] = next;
        }

        return Answers.List(result, request);
    }

    public async Task<RpcAnswer> CallAsync(McpRequest request, CancellationToken cancellationToken)
    {
        var fullName = request.Text("name");
        if (!FullNames.TrySplit(request.Workspace, fullName, out var bundle, out var name) || supervisor.Run(bundle) is null)
        {
            return Unknown(fullName);
        }

        var startedAt = time.GetUtcNow();
        var from = time.GetTimestamp();
        string? outcome = "cancelled";
        try
        {
            var (tool, unavailable) = await FindAsync(request.Workspace, request.Caller.UserId, fullName!, bundle, cancellationToken);
            if (tool is null)
            {
                outcome = unavailable?.Code ?? CallFaults.UnknownTool;
                return unavailable is null ? Unknown(fullName) : Answers.OfCall(unavailable, request);
            }

            if (ParameterMirror.Check(tool.Tool, request.Message.Parameters?["arguments"] as JsonObject, request.Headers, request.IsStateless) is { } mismatch)
            {
                outcome = "error";
                return new RpcAnswer.Failure(mismatch);
            }

            var parameters = request.Forward();
            parameters["name"] = tool.Tool.Name;
            parameters.Remove(TaskDesk.Task);
            if (tasks.Choose(request, tool) is var choice and not TaskChoice.Call)
            {
                (var made, outcome) = await tasks.AnswerAsync(choice, request, tool, parameters, cancellationToken);
                return made;
            }

            var answer = await calls.RequestAsync(bundle, request.Caller.UserId, "tools/call", parameters, tool.IsRepeatable ? Resend.Once : Resend.IfUnsent, request.Progress, cancellationToken);
            outcome = RecordedOutcome.Of(answer);
            return Answers.OfCall(answer, request);
        }
        finally
        {
            // A task is on record when it is over.
            if (outcome is not null)
            {
                recorder.Called(new McpCallRecord(request.Caller, bundle, name, request.Message.Parameters?["arguments"]?.ToJsonString() ?? "{}", outcome, startedAt, time.GetElapsedTime(from)));
            }
        }
    }

    /// <summary>The tool of a full name; or, when its bundle is not up, why not. A bundle whose tools are not known, since nobody has called it or it never came up, is brought up as for any call.</summary>
    private async Task<(OfferedTool? Tool, CallOutcome.Unavailable? Unavailable)> FindAsync(string workspace, Guid user, string fullName, BundleKey bundle, CancellationToken cancellationToken)
    {
        if (catalog.Find(workspace, user, fullName) is { } known)
        {
            return (known, null);
        }

        if (!catalog.Offer(workspace, user).Unlisted.Any(unlisted => unlisted.Bundle == bundle.Bundle))
        {
            return (null, null);
        }

        return await calls.RequestAsync(bundle, user, "ping", parameters: null, Resend.Read, progress: null, cancellationToken) is CallOutcome.Unavailable unavailable
            ? (null, unavailable)
            : (catalog.Find(workspace, user, fullName), null);
    }

    private static RpcAnswer Unknown(string? name) => Answers.Fail(RpcError.InvalidParams, name is null ? "'name' is missing." : $"Unknown tool: {name}");

    private static JsonNode Definition(OfferedTool tool)
    {
        var definition = JsonNode.Parse(tool.Tool.Definition.Span) as JsonObject ?? [];
        definition["name"] = tool.FullName;
        return definition;
    }
}
