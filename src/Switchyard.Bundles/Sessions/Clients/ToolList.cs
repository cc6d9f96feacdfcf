using System.Text.Json;
using System.Text.Json.Nodes;
using Switchyard.Bundles.Sessions.Messages;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Sessions.Clients;

/// <summary>Reads the tools of a server page by page, within bounds that no honest server reaches.</summary>
internal static class ToolList
{
    private const int MostPages = 100;
    private const int MostTools = 10_000;
    private const int MostShown = 128;
    private const int MethodNotFound = -32601;

    /// <summary>All tools in the server's order. A server that says it has none, by not knowing the method, has none.</summary>
    /// <param name="request">Sends <c>tools/list</c> with these parameters.</param>
    /// <param name="fault">Why a tool must be left out, or null.</param>
    /// <param name="onFault">Hears of each that is left out.</param>
    /// <exception cref="ToolListException">The list is not one.</exception>
    public static async Task<IReadOnlyList<BundleTool>> ReadAsync(Func<JsonObject?, Task<JsonNode?>> request, Func<JsonElement, string?> fault, Action<string> onFault)
    {
        List<BundleTool> tools = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        HashSet<string> cursors = new(StringComparer.Ordinal);
        string? cursor = null;
        for (var page = 0; page < MostPages; page++)
        {
            JsonNode? result;
            try
            {
                result = await request(cursor is null ? null : new JsonObject { ["cursor"] = cursor });
            }
            catch (ServerErrorException unknown) when (unknown.Code == MethodNotFound && page == 0)
            {
                return [];
            }

            if (result is not JsonObject answer || answer["tools"] is not JsonArray items)
            {
                throw new ToolListException("The server's answer to 'tools/list' has no list of tools.");
            }

            foreach (var item in items)
            {
                Add(item, tools, names, fault, onFault);
            }

            if (tools.Count > MostTools)
            {
                throw new ToolListException($"The server lists more than {MostTools} tools.");
            }

            cursor = MessageParser.Text(answer, "nextCursor");
            if (cursor is null)
            {
                return tools;
            }

            if (!cursors.Add(cursor))
            {
                throw new ToolListException("The server's list of tools goes round in a circle: a cursor came twice.");
            }
        }

        throw new ToolListException($"The server's list of tools has more than {MostPages} pages.");
    }

    private static void Add(JsonNode? item, List<BundleTool> tools, HashSet<string> names, Func<JsonElement, string?> fault, Action<string> onFault)
    {
        if (item is not JsonObject tool || !MessageParser.IsWhole(tool) || MessageParser.Text(tool, "name") is not { Length: > 0 } name)
        {
            onFault("A tool without a name is left out.");
            return;
        }

        var definition = MessageWriter.Bytes(item);
        using var document = JsonDocument.Parse(definition, new JsonDocumentOptions { MaxDepth = 256 });
        // One that no pattern can fit could not be denied.
        var reason = name.Length > BundlePattern.MaxNameLength ? $"its name has more than {BundlePattern.MaxNameLength} characters" : names.Contains(name) ? "the server lists it twice" : fault(document.RootElement);
        if (reason is not null)
        {
            onFault($"The tool '{(name.Length > MostShown ? name[..MostShown] + "…" : name)}' is left out: {reason}.");
            return;
        }

        names.Add(name);
        tools.Add(new BundleTool(name, definition, ToolHash.Of(document.RootElement), IsQuarantined: false));
    }
}
