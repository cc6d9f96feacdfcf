using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Switchyard.Bundles.Endpoint.Access;
using Switchyard.Bundles.Endpoint.Messages;

namespace Switchyard.Bundles.Endpoint.Methods;

/// <summary>A request that was let in.</summary>
/// <param name="Caller">Who asks.</param>
/// <param name="Workspace">In which workspace.</param>
/// <param name="Version">By which revision of the protocol.</param>
/// <param name="Message">What.</param>
/// <param name="Headers">The headers it came with.</param>
/// <param name="Progress">Takes the <c>params</c> of progress notifications; null when the client wants none.</param>
internal sealed record McpRequest(McpCaller Caller, string Workspace, string Version, RpcMessage Message, IHeaderDictionary Headers, Action<JsonObject>? Progress)
{
    /// <summary>Whether it is of a revision without sessions.</summary>
    public bool IsStateless { get; } = ProtocolVersions.IsStateless(Version);

    /// <summary>A parameter that is a text, or null.</summary>
    public string? Text(string name) => JsonText.Of(Message.Parameters?[name]);

    /// <summary>The parameters as they go on to a server: a copy, without what is between the client and the endpoint alone.</summary>
    public JsonObject Forward()
    {
        var parameters = Message.Parameters?.DeepClone().AsObject() ?? [];
        if (parameters[MetaKeys.Meta] is JsonObject meta)
        {
            foreach (var key in MetaKeys.OfThisHop)
            {
                meta.Remove(key);
            }

            if (meta.Count == 0)
            {
                parameters.Remove(MetaKeys.Meta);
            }
        }

        return parameters;
    }
}
