using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Bridges.Json;

namespace Switchyard.Gateway.Tools.Injection;

/// <summary>What matters for tools in a request's body, as offsets. Made only for requests that may get tools.</summary>
internal sealed class ToolRequest
{
    private ToolRequest(ReadOnlyMemory<byte> body, BridgeFormat format, List<JsonMember> members)
    {
        Body = body;
        Format = format;
        Members = members;
    }

    /// <summary>The client's body.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>Its format.</summary>
    public BridgeFormat Format { get; }

    /// <summary>Its members.</summary>
    public List<JsonMember> Members { get; }

    /// <summary>Elements of <c>tools</c>.</summary>
    public IReadOnlyList<Range> Tools { get; private set; } = [];

    /// <summary>Names of the client's tools, of those that have one.</summary>
    public IReadOnlySet<string> ToolNames { get; private set; } = new HashSet<string>();

    /// <summary>Whether the client wants no tool to be called.</summary>
    public bool ForbidsTools { get; private set; }

    /// <summary>Whether the client makes the model call a tool, and which are to be had, in the first turn.</summary>
    public bool ForcesTools { get; private set; }

    /// <summary>Whether several choices are asked for.</summary>
    public bool WantsChoices { get; private set; }

    /// <summary>Name of the member that holds the conversation.</summary>
    public string Turns => Format == BridgeFormat.Responses ? "input" : "messages";

    /// <summary>Reads <paramref name="body"/>, which is a valid JSON object. Null when it has a member twice that an edit would touch: nobody knows which one an upstream obeys.</summary>
    public static ToolRequest? Read(ReadOnlyMemory<byte> body, BridgeFormat format)
    {
        var members = JsonMember.Of(body.Span);
        var request = new ToolRequest(body, format, members);
        string[] touched = ["tools", "tool_choice", request.Turns, "parallel_tool_calls", "previous_response_id"];
        if (touched.Any(name => members.Count(member => member.Name == name) > 1))
        {
            return null;
        }

        var json = body.Span;
        if (members.ValueOf("tools") is { } tools)
        {
            if (json[tools.Start.Value] is not ((byte)'[' or (byte)'n'))
            {
                return null;
            }

            request.Tools = JsonMember.Elements(json, tools);
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var tool in request.Tools)
            {
                if (NameOf(json, tool) is { } name)
                {
                    names.Add(name);
                }
            }

            request.ToolNames = names;
        }

        if (members.ValueOf("tool_choice") is { } choice)
        {
            request.ReadChoice(json, choice);
        }

        request.WantsChoices = members.NumberOf(json, "n") is > 1;
        return request;
    }

    private static string? NameOf(ReadOnlySpan<byte> json, Range tool)
    {
        var members = JsonMember.Of(json, tool);
        return members.TextOf(json, "name")
            ?? (members.ValueOf("function") is { } function ? JsonMember.Of(json, function).TextOf(json, "name") : null)
            ?? (members.ValueOf("custom") is { } custom ? JsonMember.Of(json, custom).TextOf(json, "name") : null);
    }

    private void ReadChoice(ReadOnlySpan<byte> json, Range choice)
    {
        var type = json[choice.Start.Value] switch
        {
            (byte)'"' => JsonText.OfToken(json[choice]),
            (byte)'{' => JsonMember.Of(json, choice).TextOf(json, "type"),
            _ => null,
        };
        ForbidsTools = type is "none";
        ForcesTools = type is not (null or "none" or "auto") && !(type is "allowed_tools" && IsAllowedFreely(json, choice));
    }

    // A choice among some tools, of which none must be called.
    private static bool IsAllowedFreely(ReadOnlySpan<byte> json, Range choice)
    {
        var members = JsonMember.Of(json, choice);
        var inner = members.ValueOf("allowed_tools") is { } nested ? JsonMember.Of(json, nested) : members;
        return inner.TextOf(json, "mode") is "auto";
    }
}
