using Switchyard.Gateway.Bridges.Json;
using Switchyard.Gateway.Tools.Conversations;

namespace Switchyard.Gateway.Tools.Dialects.Responses;

/// <summary>One output item of a response.</summary>
/// <param name="json">The item as the upstream sent it; of one that is not done yet, what is known of it.</param>
/// <param name="names">Whose tools are whose.</param>
internal sealed class ResponsesItem(byte[] json, ToolNames names)
{
    private readonly List<JsonMember> _members = JsonMember.Of(json);

    /// <summary>The item.</summary>
    public byte[] Json { get; } = json;

    /// <summary>Whether it calls an injected tool.</summary>
    public bool IsInjected => _members.TextOf(Json, "type") == "function_call" && names.IsInjected(Name);

    /// <summary>Whether somebody outside of the upstream has to answer it. What the upstream runs by itself has no id of a call.</summary>
    public bool IsCall => _members.TextOf(Json, "type")?.EndsWith("_output", StringComparison.Ordinal) == false
        && (_members.IndexOf("call_id") >= 0 || _members.TextOf(Json, "type") == "mcp_approval_request");

    /// <summary>The tool's name.</summary>
    public string Name => _members.TextOf(Json, "name") ?? "";

    /// <summary>The id of the call; empty for none.</summary>
    public string CallId => _members.TextOf(Json, "call_id") ?? "";

    /// <summary>Arguments as the model wrote them.</summary>
    public byte[] Arguments => System.Text.Encoding.UTF8.GetBytes(_members.TextOf(Json, "arguments") ?? "");

    /// <summary>The item with another id of its call.</summary>
    public byte[] WithCallId(string id)
    {
        var patch = new JsonPatch();
        if (_members.ValueOf("call_id") is { } place)
        {
            patch.Replace(place, JsonText.ToToken(id));
        }
        else
        {
            patch.Add(..Json.Length, _members, [.. "\"call_id\":"u8, .. JsonText.ToToken(id)]);
        }

        return patch.Apply(Json);
    }
}
