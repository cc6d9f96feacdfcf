using System.Text.Json;
using System.Text.Json.Nodes;
using Switchyard.Bundles.Endpoint.Messages;

namespace Switchyard.Bundles.Catalog;

/// <summary>What a server said it can do, of which the endpoint makes use.</summary>
/// <param name="Resources">It has resources.</param>
/// <param name="Prompts">It has prompts.</param>
/// <param name="Completions">It completes arguments.</param>
/// <param name="Tasks">How it makes tasks of calls of its tools.</param>
/// <param name="TellsResources">It says when its resources change.</param>
/// <param name="TellsPrompts">It says when its prompts change.</param>
/// <param name="Instructions">How it is to be used, or null.</param>
internal sealed record ServerTraits(bool Resources, bool Prompts, bool Completions, TaskManners Tasks, bool TellsResources, bool TellsPrompts, string? Instructions)
{
    public static ServerTraits None { get; } = new(false, false, false, TaskManners.None, false, false, null);

    /// <summary>Reads what a server answered to the handshake.</summary>
    public static ServerTraits Of(JsonObject initialization)
    {
        var capabilities = initialization["capabilities"] as JsonObject;
        return new ServerTraits(
            capabilities?["resources"] is JsonObject,
            capabilities?["prompts"] is JsonObject,
            capabilities?["completions"] is JsonObject,
            Manners(capabilities, JsonText.Of(initialization["protocolVersion"])),
            Tells(capabilities?["resources"]),
            Tells(capabilities?["prompts"]),
            initialization["instructions"] is JsonValue text && text.GetValueKind() == JsonValueKind.String ? text.GetValue<string>() : null);
    }

    /// <summary>Whether it has such lists.</summary>
    public bool Has(ListKind kind) => kind == ListKind.Prompts ? Prompts : Resources;

    /// <summary>Whether it says when they change.</summary>
    public bool Tells(ListKind kind) => kind == ListKind.Prompts ? TellsPrompts : TellsResources;

    /// <summary>A server of several revisions may tell of both; what counts is the one that was agreed upon.</summary>
    private static TaskManners Manners(JsonObject? capabilities, string? version) =>
        ProtocolVersions.IsStateless(version)
            ? capabilities?["extensions"] is JsonObject extensions && extensions[MetaKeys.Tasks] is JsonObject ? TaskManners.Offered : TaskManners.None
            : capabilities?["tasks"] is JsonObject tasks && tasks["requests"] is JsonObject requests && requests["tools"] is JsonObject tools && tools["call"] is JsonObject ? TaskManners.Asked : TaskManners.None;

    private static bool Tells(JsonNode? capability) => capability is JsonObject fields && fields["listChanged"]?.GetValueKind() == JsonValueKind.True;
}
