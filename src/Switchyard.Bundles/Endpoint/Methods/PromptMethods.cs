using System.Text.Json.Nodes;
using Switchyard.Bundles.Calls;
using Switchyard.Bundles.Catalog;
using Switchyard.Bundles.Endpoint.Messages;
using Switchyard.Bundles.Lifecycle;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Endpoint.Methods;

/// <summary><c>prompts/list</c>, <c>prompts/get</c>, and <c>completion/complete</c> for the arguments of prompts and of resource templates.</summary>
internal sealed class PromptMethods(BundleSupervisor supervisor, WorkspaceLists lists, ResourceMethods resources, BundleCalls calls)
{
    public async Task<RpcAnswer> ListAsync(McpRequest request, CancellationToken cancellationToken)
    {
        var all = await lists.ReadAsync(request.Workspace, request.Caller.UserId, ListKind.Prompts, cancellationToken);
        var sorted = all.SelectMany(static list => list.Items.Select(item => item with { Key = FullNames.Of(list.Run.Key.Bundle, item.Key) }))
            .DistinctBy(static item => item.Key, StringComparer.Ordinal).OrderBy(static item => item.Key, StringComparer.Ordinal).ToArray();
        if (!Paging.TryCut(sorted, static item => item.Key, "prompts", request.Text("cursor"), supervisor.Settings.PageSize, out var page, out var next))
        {
            return Answers.Fail(RpcError.InvalidParams, "The cursor is none of this list.");
        }

        var result = new JsonObject { ["prompts"] = new JsonArray([.. page.Select(Definition)]) };
        if (next is not null)
        {
            result["nextCursor"] = next;
        }

        return Answers.List(result, request);
    }

    public async Task<RpcAnswer> GetAsync(McpRequest request, CancellationToken cancellationToken)
    {
        if (!TryFind(request.Workspace, request.Text("name"), out var bundle, out var name))
        {
            return Unknown(request.Text("name"));
        }

        var parameters = request.Forward();
        parameters["name"] = name;
        return Answers.Of(await calls.RequestAsync(bundle, request.Caller.UserId, "prompts/get", parameters, Resend.Read, request.Progress, cancellationToken), request);
    }

    public async Task<RpcAnswer> CompleteAsync(McpRequest request, CancellationToken cancellationToken)
    {
        var reference = request.Message.Parameters?["ref"] as JsonObject;
        var parameters = request.Forward();
        BundleKey bundle;
        if (JsonText.Of(reference?["type"]) == "ref/prompt")
        {
            if (!TryFind(request.Workspace, JsonText.Of(reference!["name"]), out bundle, out var name))
            {
                return Unknown(JsonText.Of(reference["name"]));
            }

            parameters["ref"]!["name"] = name;
        }
        else if (JsonText.Of(reference?["uri"]) is { } uri)
        {
            if (await resources.FindAsync(request.Workspace, request.Caller.UserId, uri, cancellationToken) is not { } owner)
            {
                return Answers.Fail(RpcError.InvalidParams, $"Unknown resource: {uri}");
            }

            bundle = owner;
        }
        else
        {
            return Answers.Fail(RpcError.InvalidParams, "'ref' is neither a prompt nor a resource.");
        }

        return Answers.Of(await calls.RequestAsync(bundle, request.Caller.UserId, "completion/complete", parameters, Resend.Read, request.Progress, cancellationToken), request);
    }

    private bool TryFind(string workspace, string? fullName, out BundleKey bundle, out string name) =>
        FullNames.TrySplit(workspace, fullName, out bundle, out name) && supervisor.Run(bundle) is not null;

    private static RpcAnswer Unknown(string? name) => Answers.Fail(RpcError.InvalidParams, name is null ? "'name' is missing." : $"Unknown prompt: {name}");

    private static JsonNode Definition(ListedItem item)
    {
        var definition = JsonNode.Parse(item.Definition.Span)!.AsObject();
        definition["name"] = item.Key;
        return definition;
    }
}
