using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Switchyard.Agents.Bindings;
using Switchyard.Agents.Connections;
using Switchyard.Gateway.Entry;
using Switchyard.Hub.Builds;
using Switchyard.Model.Bundles;
using Switchyard.Model.Revisions;
using Switchyard.Model.Workspaces;
using Switchyard.Storage.Sql;

namespace Switchyard.Agents.Workspaces;

/// <summary>
/// The tool with which a chat starts a workspace of its user's and moves there (<c>server.chats.startWorkspaces</c>). Builds are made by others: it asks for one, and the next step that needs the agent waits for it.
/// </summary>
internal sealed class StartTool(WorkspaceStarts starts, BindingStore bindings, AccessGate access)
{
    /// <summary>What its full name begins with. A bundle of this name stands back.</summary>
    public const string Prefix = "workspace";

    private const string Name = "start";

    private static readonly byte[] Definition = Encoding.UTF8.GetBytes(
        """
        {"name":"start","description":"Starts a workspace, if it is not running yet, and moves this chat there. The tools of the workspace are there from the next answer on.","inputSchema":{"type":"object","properties":{"workspace":{"type":"string","description":"Name or id of the workspace. Leave it out for the one of this chat."}},"additionalProperties":false}}
        """);

    /// <summary>As it is offered.</summary>
    public static OfferedTool Offered { get; } = new(new BundleKey("", Prefix), $"{Prefix}__{Name}", $"{Prefix}__{Name}", new BundleTool(Name, Definition, "", IsQuarantined: false), IsRepeatable: true);

    /// <summary>Whether chats have it.</summary>
    public static bool IsOn(ConfigurationModel configuration) => configuration.Server.Chats.StartWorkspaces;

    /// <summary>Starts the workspace that the arguments name, or the chat's own. Every expected failure is a result.</summary>
    public async Task<ToolCallResult> CallAsync(LiveChat chat, ReadOnlyMemory<byte> arguments, CancellationToken cancellationToken)
    {
        var (binding, now) = (chat.Binding, access.Configuration);
        if (Find(now, binding, arguments) is not { } workspace || !workspace.IsOpenTo(chat.UserId))
        {
            // In the same words: which workspaces there are is nobody's business.
            return new ToolCallResult(default, AgentFault.NoWorkspace.Code, "There is no such workspace, or you may not use it.");
        }

        var user = now.Users.FirstOrDefault(user => user.Id == chat.UserId)?.Name ?? "";
        try
        {
            if (await starts.StartAsync(chat.Id, binding.Version, workspace.Id, (chat.UserId, user), cancellationToken) is not { } started)
            {
                await bindings.ReadAsync(chat, cancellationToken);
                return new ToolCallResult(default, AgentFault.WorkspaceChanged.Code, AgentFault.WorkspaceChanged.Message);
            }

            chat.Hear(new ChatBinding(workspace.Id, started.Build.Id, null, started.BindingVersion));
            return new ToolCallResult(Answer(workspace, started));
        }
        catch (Exception away) when (away is DatabaseUnavailableException or DatabaseBusyException)
        {
            return new ToolCallResult(default, "database_unavailable", "The workspace can not be started now.");
        }
    }

    private static WorkspaceConfig? Find(ConfigurationModel configuration, ChatBinding binding, ReadOnlyMemory<byte> arguments)
    {
        if (NameIn(arguments) is not { } wanted)
        {
            return configuration.Workspaces.FirstOrDefault(workspace => workspace.Id == binding.WorkspaceId);
        }

        return Guid.TryParseExact(wanted, "D", out var id) && configuration.Workspaces.FirstOrDefault(workspace => workspace.Id == id) is { } byId
            ? byId
            : configuration.Workspaces.FirstOrDefault(workspace => workspace.Name == wanted);
    }

    private static string? NameIn(ReadOnlyMemory<byte> arguments)
    {
        if (arguments.IsEmpty)
        {
            return null;
        }

        using var document = JsonDocument.Parse(arguments);
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("workspace", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;
    }

    private static byte[] Answer(WorkspaceConfig workspace, StartedWorkspace started)
    {
        var said = new JsonObject { ["workspace"] = workspace.Name, ["workspaceId"] = workspace.Id.ToString("D"), ["build"] = started.Build.Number, ["state"] = started.Build.State, ["begun"] = started.IsNew };
        return Encoding.UTF8.GetBytes(new JsonObject { ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = said.ToJsonString() }) }.ToJsonString());
    }
}
