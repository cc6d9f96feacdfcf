using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Switchyard.Agents.Chats;

/// <summary>An answer that says what is wrong (RFC 9457), with every fault of a body by its field.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Stable code.</param>
/// <param name="Detail">One sentence.</param>
internal sealed record ChatProblem(int Status, string Code, string Detail)
{
    /// <summary>What is wrong with fields of the body, or empty.</summary>
    public IReadOnlyList<(string Field, string Message)> Faults { get; init; } = [];

    /// <summary>There is no such chat, or it is somebody else's.</summary>
    public static ChatProblem NotFound { get; } = new(404, "chat_not_found", "There is no such chat.");

    /// <summary>There is no such chat to begin from, or it is somebody else's.</summary>
    public static ChatProblem NoParent { get; } = new(404, "parent_not_found", "There is no such chat to begin from.");

    /// <summary>There is no such route.</summary>
    public static ChatProblem NoRoute { get; } = new(404, "unknown_route", "There is no such route.");

    /// <summary>The route has no such method.</summary>
    public static ChatProblem NoMethod { get; } = new(405, "method_not_allowed", "The route does not take this method.");

    /// <summary>There is no such workspace.</summary>
    public static ChatProblem NoWorkspace { get; } = new(404, "workspace_not_found", "There is no such workspace.");

    /// <summary>The user may not use the workspace.</summary>
    public static ChatProblem NotGranted { get; } = new(403, "workspace_not_granted", "This access key may not use the workspace.");

    /// <summary>A turn runs.</summary>
    public static ChatProblem TurnRunning { get; } = new(409, "turn_running", "A turn of this chat is running. Wait for its end, or cancel it.");

    /// <summary>No turn runs.</summary>
    public static ChatProblem NoTurn { get; } = new(409, "no_turn", "No turn of this chat is running.");

    /// <summary>The database is away.</summary>
    public static ChatProblem Away { get; } = new(503, "database_unavailable", "The database can not be reached; nothing was changed.");

    /// <summary>The database was lost when a change was on its way: it may have been made.</summary>
    public static ChatProblem Unknown { get; } = new(503, "outcome_unknown", "The database was lost before it said whether the change was made. Look at the chat before you send it again.");

    /// <summary>The node ends.</summary>
    public static ChatProblem Stopping { get; } = new(503, "shutting_down", "The node is shutting down.");

    /// <summary>The body has faults.</summary>
    public static ChatProblem Invalid(IReadOnlyList<(string Field, string Message)> faults) => new(422, "invalid_chat", "The body has errors.") { Faults = faults };

    /// <summary>Writes it.</summary>
    public Task WriteAsync(HttpContext context)
    {
        var body = new JsonObject { ["type"] = "about:blank", ["title"] = Detail, ["status"] = Status, ["code"] = Code, ["detail"] = Detail };
        if (Faults.Count > 0)
        {
            body["errors"] = new JsonArray([.. Faults.Select(static fault => new JsonObject { ["field"] = fault.Field, ["detail"] = fault.Message })]);
        }

        context.Response.StatusCode = Status;
        if (Status == 401)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        context.Response.ContentType = "application/problem+json";
        return context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }
}
