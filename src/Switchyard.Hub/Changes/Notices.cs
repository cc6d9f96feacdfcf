using System.Text.Json.Nodes;
using Switchyard.Hub.Streams;
using Switchyard.Model.Agents;
using Switchyard.Model.Chats;
using Switchyard.Storage.Agents;
using Switchyard.Storage.Audit;
using Switchyard.Storage.Builds;
using Switchyard.Storage.Chats;

namespace Switchyard.Hub.Changes;

/// <summary>
/// What a transaction has to tell of builds, agents and chats. It is gathered while rows are written and told by <see cref="NoticeTeller"/> when all are, because streams are locked last and in one order. None of it
/// is a revision. Of one transaction, used by one caller at a time.
/// </summary>
public sealed class Notices
{
    internal List<AgentNotice> OfAgents { get; } = [];

    internal List<HubEvent> OfChats { get; } = [];

    /// <summary>Entries for the audit log, where operators did it.</summary>
    public IList<AuditEntry> Audit { get; } = [];

    /// <summary>Whether somebody asked for the end of a turn, which its node has to hear of.</summary>
    public bool HasCancels { get; set; }

    /// <summary>A build was made or came into another state.</summary>
    public void Add(BuildRow build, HubAction action)
    {
        var data = new JsonObject { ["workspaceId"] = Text(build.WorkspaceId), ["buildId"] = Text(build.Id), ["number"] = build.Number, ["state"] = build.State };
        OfAgents.Add(new AgentNotice(new HubEvent(HubStreams.WorkspaceBuildChanged, action, Text(build.Id)) { Data = data.ToJsonString() }, null));
    }

    /// <summary>An agent came, has another process, or was retired.</summary>
    public void Add(AgentRow agent, HubAction action)
    {
        var data = new JsonObject
        {
            ["workspaceId"] = Text(agent.WorkspaceId), ["buildId"] = Text(agent.BuildId), ["agentId"] = Text(agent.Id), ["name"] = agent.Name, ["state"] = StateOf(agent),
        };
        if (agent.RetiredReason is { } reason)
        {
            data["reason"] = reason;
        }

        OfAgents.Add(new AgentNotice(new HubEvent(HubStreams.AgentChanged, action, Text(agent.Id)) { Data = data.ToJsonString() }, agent.Id));
    }

    /// <summary>Agents were retired.</summary>
    public void AddRetired(IEnumerable<AgentRow> agents)
    {
        foreach (var agent in agents)
        {
            Add(agent, RetiredReasons.Cuts(agent.RetiredReason) ? HubAction.Revoke : HubAction.Stop);
        }
    }

    /// <summary>Chats are bound otherwise.</summary>
    public void Add(IEnumerable<BindingRow> bindings)
    {
        foreach (var binding in bindings)
        {
            var data = new JsonObject
            {
                ["chatId"] = Text(binding.ChatId), ["workspaceId"] = Text(binding.WorkspaceId), ["buildId"] = Text(binding.BuildId), ["agentId"] = Text(binding.AgentId), ["version"] = binding.Version,
            };
            OfChats.Add(new HubEvent(HubStreams.ChatBindingChanged, HubAction.Update, Text(binding.ChatId)!) { Data = data.ToJsonString() });
        }
    }

    /// <summary>A turn began or ended.</summary>
    public void Add(Guid chatId, long turn, TurnState state)
    {
        var action = state switch { TurnState.Running => HubAction.Start, TurnState.Idle => HubAction.Update, _ => HubAction.Stop };
        var data = new JsonObject { ["chatId"] = Text(chatId), ["turn"] = turn, ["state"] = TurnStates.NameOf(state) };
        OfChats.Add(new HubEvent(HubStreams.ChatTurnChanged, action, Text(chatId)) { Data = data.ToJsonString() });
    }

    private static string StateOf(AgentRow agent) =>
        AgentStates.NameOf(agent.RetiredAt is not null ? AgentStatus.Retired : agent.LastSeenAt is null ? AgentStatus.Connecting : AgentStatus.Connected);

    private static string Text(Guid id) => id.ToString("D");

    private static string? Text(Guid? id) => id?.ToString("D");

    /// <summary>An event of the stream of agents.</summary>
    /// <param name="Event">The event.</param>
    /// <param name="AgentId">The agent that changed with it, or null.</param>
    internal sealed record AgentNotice(HubEvent Event, Guid? AgentId);
}
