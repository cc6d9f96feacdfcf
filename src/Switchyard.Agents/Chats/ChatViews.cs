using System.Text.Json.Nodes;
using Switchyard.Agents.Turns;
using Switchyard.Hub.Chats;
using Switchyard.Model.Chats;
using Switchyard.Storage.Chats;

namespace Switchyard.Agents.Chats;

/// <summary>Chats and messages as clients see them.</summary>
internal static class ChatViews
{
    /// <summary>A chat; reads and lists show the same.</summary>
    public static JsonObject Of(ChatRow row) => new()
    {
        ["id"] = row.Id.ToString("D"),
        ["title"] = row.Title,
        ["model"] = row.Model,
        ["parentId"] = row.ParentId?.ToString("D"),
        ["workspaceId"] = row.WorkspaceId?.ToString("D"),
        ["agent"] = row.AgentName,
        ["buildId"] = row.BuildId?.ToString("D"),
        ["agentId"] = row.AgentId?.ToString("D"),
        ["binding"] = new JsonObject { ["version"] = row.BindingVersion, ["at"] = Time(row.BindingAt) },
        ["turn"] = new JsonObject { ["state"] = row.TurnState, ["number"] = row.TurnNumber, ["node"] = row.TurnState == TurnStates.NameOf(TurnState.Running) ? row.TurnNode?.ToString("D") : null },
        ["createdAt"] = Time(row.CreatedAt),
        ["updatedAt"] = Time(row.UpdatedAt),
    };

    /// <summary>A message.</summary>
    public static JsonObject Of(ChatMessage row)
    {
        var content = MessageContent.Of(row);
        var view = new JsonObject
        {
            ["id"] = row.Id.ToString("D"),
            ["turn"] = row.Turn,
            ["role"] = row.Role,
            ["state"] = row.IsComplete ? ChatMessageRow.Complete : ChatMessageRow.Partial,
            ["content"] = content.Text,
        };
        if (content.Calls is { } calls)
        {
            view["toolCalls"] = new JsonArray([.. calls.Select(static call => new JsonObject { ["id"] = call.Id, ["name"] = call.Name, ["arguments"] = call.Arguments })]);
        }

        if (content.CallId is { } answered)
        {
            view["toolCallId"] = answered;
            view["isError"] = content.IsError;
        }

        view["createdAt"] = Time(row.CreatedAt);
        return view;
    }

    /// <summary>A page.</summary>
    public static JsonObject Page(IEnumerable<JsonObject> items, string? next) => new() { ["items"] = new JsonArray([.. items]), ["next"] = next };

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
