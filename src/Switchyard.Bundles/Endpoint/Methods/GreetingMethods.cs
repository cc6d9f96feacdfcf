using System.Text.Json.Nodes;
using Switchyard.Bundles.Catalog;
using Switchyard.Bundles.Endpoint.Messages;
using Switchyard.Bundles.Lifecycle;

namespace Switchyard.Bundles.Endpoint.Methods;

/// <summary>What a client asks before it asks for anything: <c>initialize</c> or <c>server/discover</c>, and <c>ping</c>.</summary>
internal sealed class GreetingMethods(BundleSupervisor supervisor, KnownTraits known, WorkspaceLists lists)
{
    private const int MaxInstructions = 65_536;

    /// <summary>Agrees on a version; the caller of this gives the session.</summary>
    public async Task<RpcAnswer> InitializeAsync(McpRequest request, CancellationToken cancellationToken)
    {
        var result = await DescribeAsync(request, cancellationToken);
        result["protocolVersion"] = request.Version;
        result["serverInfo"] = Product.Info();
        return Answers.Result(result, request);
    }

    public async Task<RpcAnswer> DiscoverAsync(McpRequest request, CancellationToken cancellationToken)
    {
        var result = await DescribeAsync(request, cancellationToken);
        result["supportedVersions"] = new JsonArray([.. ProtocolVersions.Supported.Select(static version => JsonValue.Create(version))]);

        // Capabilities come and go with bundles.
        return Answers.Own(result, request, ttl: 0);
    }

    /// <summary>Agrees to anything that asks for nothing: <c>ping</c>, and <c>logging/setLevel</c>, since servers are shared and their messages are for no one client.</summary>
    public static Task<RpcAnswer> AgreeAsync(McpRequest request, CancellationToken cancellationToken) => Task.FromResult(Answers.Result(new JsonObject(), request));

    private async Task<JsonObject> DescribeAsync(McpRequest request, CancellationToken cancellationToken)
    {
        var (workspace, user) = (request.Workspace, request.Caller.UserId);
        var traits = await known.OfAsync(workspace, user, cancellationToken);
        var capabilities = new JsonObject { ["tools"] = new JsonObject { ["listChanged"] = true } };
        if (traits.Resources)
        {
            capabilities["resources"] = new JsonObject { ["listChanged"] = true };
        }

        if (traits.Prompts)
        {
            capabilities["prompts"] = new JsonObject { ["listChanged"] = true };
        }

        if (traits.Completions)
        {
            capabilities["completions"] = new JsonObject();
        }

        if (traits.Tasks != TaskManners.None && request.IsStateless)
        {
            capabilities["extensions"] = new JsonObject { [MetaKeys.Tasks] = new JsonObject() };
        }
        else if (traits.Tasks.HasFlag(TaskManners.Asked) && ProtocolVersions.HasTasks(request.Version))
        {
            capabilities["tasks"] = new JsonObject { ["list"] = new JsonObject(), ["cancel"] = new JsonObject(), ["requests"] = new JsonObject { ["tools"] = new JsonObject { ["call"] = new JsonObject() } } };
        }

        var result = new JsonObject { ["capabilities"] = capabilities };
        if (Instructions(workspace, user) is { Length: > 0 } instructions)
        {
            result["instructions"] = instructions;
        }

        return result;
    }

    /// <summary>The instructions of the servers, each whole or not at all, as many as there is room for.</summary>
    private string Instructions(string workspace, Guid user)
    {
        var parts = new List<string>();
        var length = 0;
        foreach (var run in supervisor.Of(workspace, user))
        {
            if (lists.TraitsOf(run).Instructions is { Length: > 0 } text && length + text.Length <= MaxInstructions)
            {
                parts.Add($"Names that begin with {FullNames.Of(run.Key.Bundle, "")} are of the server '{run.Key.Bundle}', which says:\n{text}");
                length += text.Length;
            }
        }

        return string.Join("\n\n", parts);
    }
}
