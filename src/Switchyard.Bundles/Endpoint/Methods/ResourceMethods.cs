using System.Text.Json.Nodes;
using Switchyard.Bundles.Calls;
using Switchyard.Bundles.Catalog;
using Switchyard.Bundles.Endpoint.Messages;
using Switchyard.Bundles.Lifecycle;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Endpoint.Methods;

/// <summary>
/// <c>resources/list</c>, <c>resources/templates/list</c> and <c>resources/read</c>. URIs stay what they are: they also stand in results of tools and in texts, where nobody could rewrite them. Which bundle a URI is of is looked
/// up in the lists; of two bundles that list the same one, the first by name has it.
/// </summary>
internal sealed class ResourceMethods(BundleSupervisor supervisor, WorkspaceLists lists, BundleCalls calls)
{
    public Task<RpcAnswer> ListAsync(McpRequest request, CancellationToken cancellationToken) => ListAsync(request, ListKind.Resources, "resources", cancellationToken);

    public Task<RpcAnswer> ListTemplatesAsync(McpRequest request, CancellationToken cancellationToken) => ListAsync(request, ListKind.Templates, "resourceTemplates", cancellationToken);

    public async Task<RpcAnswer> ReadAsync(McpRequest request, CancellationToken cancellationToken)
    {
        if (request.Text("uri") is not { } uri)
        {
            return Answers.Fail(RpcError.InvalidParams, "'uri' is missing.");
        }

        if (await FindAsync(request.Workspace, request.Caller.UserId, uri, cancellationToken) is not { } bundle)
        {
            return Answers.Fail(request.IsStateless ? RpcError.InvalidParams : RpcError.ResourceNotFound, "Resource not found", new JsonObject { ["uri"] = uri });
        }

        var outcome = await calls.RequestAsync(bundle, request.Caller.UserId, "resources/read", request.Forward(), Resend.Read, request.Progress, cancellationToken);
        return Answers.Of(outcome, request, Answers.Caching(ttl: 0));
    }

    /// <summary>The bundle that has a resource, or null: one that lists it; else one with a template that it matches; else the only one that has resources at all, for many servers list only some of theirs.</summary>
    public async Task<BundleKey?> FindAsync(string workspace, Guid user, string uri, CancellationToken cancellationToken)
    {
        var resources = await lists.ReadAsync(workspace, user, ListKind.Resources, cancellationToken);
        if (Owner(resources, item => item.Key == uri) is { } listed)
        {
            return listed;
        }

        var templates = await lists.ReadAsync(workspace, user, ListKind.Templates, cancellationToken);
        return Owner(templates, item => item.Key == uri || UriTemplate.IsMatch(item.Key, uri)) ?? (resources is [var only] ? only.Run.Key : null);
    }

    private static BundleKey? Owner(IReadOnlyList<(BundleRun Run, IReadOnlyList<ListedItem> Items)> lists, Func<ListedItem, bool> isIt) =>
        lists.Where(list => list.Items.Any(isIt)).Select(static list => (BundleKey?)list.Run.Key).FirstOrDefault();

    private async Task<RpcAnswer> ListAsync(McpRequest request, ListKind kind, string member, CancellationToken cancellationToken)
    {
        var all = await lists.ReadAsync(request.Workspace, request.Caller.UserId, kind, cancellationToken);
        var sorted = all.SelectMany(static list => list.Items).DistinctBy(static item => item.Key, StringComparer.Ordinal).OrderBy(static item => item.Key, StringComparer.Ordinal).ToArray();
        if (!Paging.TryCut(sorted, static item => item.Key, member, request.Text("cursor"), supervisor.Settings.PageSize, out var page, out var next))
        {
            return Answers.Fail(RpcError.InvalidParams, "The cursor is none of this list.");
        }

        var result = new JsonObject { [member] = new JsonArray([.. page.Select(static item => JsonNode.Parse(item.Definition.Span))]) };
        if (next is not null)
        {
            result["nextCursor"] = next;
        }

        return Answers.List(result, request);
    }
}
