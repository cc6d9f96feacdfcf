using Switchyard.Agents.Bindings;
using Switchyard.Agents.Connections;
using Switchyard.Agents.Dialling;
using Switchyard.Agents.Workspaces;
using Switchyard.Model.Bundles;
using Switchyard.Model.Revisions;

namespace Switchyard.Agents.Turns;

/// <summary>The tools of a chat: those of its agent, those of its workspace's bundles, and the one that starts a workspace, as one offer; and where each call goes.</summary>
internal sealed class TurnTools(AgentLine line, AgentToolLists lists, IWorkspaceTools bundles, StartTool start, WorkspaceUses uses)
{
    /// <summary>What a model may call now. The agent is dialled only if its tools are not known.</summary>
    /// <exception cref="AgentException">The chat has a workspace and its agent can not be reached.</exception>
    public async Task<ToolOffer> OfferAsync(LiveChat chat, ConfigurationModel configuration, Action<string> progress, CancellationToken cancellationToken)
    {
        var mayStart = StartTool.IsOn(configuration);
        if (chat.Binding.WorkspaceId is not { } id)
        {
            return mayStart ? new ToolOffer([StartTool.Offered], []) : ToolOffer.Empty;
        }

        var own = await OwnOfferAsync(chat, mayStart, progress, cancellationToken);
        var name = configuration.Workspaces.FirstOrDefault(workspace => workspace.Id == id)?.Name;
        var shared = name is null ? ToolOffer.Empty : bundles.Offer(name, chat.UserId);
        return own.Count == 0 ? shared : new ToolOffer([.. own.Concat(shared.Tools.Where(tool => !own.Any(mine => mine.Bundle.Bundle == tool.Bundle.Bundle))).OrderBy(static tool => tool.FullName, StringComparer.Ordinal)], shared.Unlisted);
    }

    /// <summary>Calls a tool of an offer. Every expected failure is a result.</summary>
    public async Task<ToolCallResult> CallAsync(LiveChat chat, OfferedTool tool, ReadOnlyMemory<byte> arguments, ReadOnlyMemory<byte> meta, CancellationToken cancellationToken)
    {
        if (tool.Bundle == StartTool.Offered.Bundle)
        {
            return await start.CallAsync(chat, arguments, cancellationToken);
        }

        if (tool.Bundle.Bundle != AgentToolLists.Prefix)
        {
            return await bundles.CallAsync(tool.Bundle, chat.UserId, tool.Tool.Name, arguments, meta, cancellationToken);
        }

        // One that certainly never reached the agent is made once more, over a new connection.
        for (var isSecond = false; ; isSecond = true)
        {
            try
            {
                using var lease = await line.ConnectAsync(chat, static _ => { }, cancellationToken) ?? default;
                if (!lease.IsHeld)
                {
                    return Failed(AgentFault.NoAgent);
                }

                using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lease.CutToken);
                var (result, neverBegan) = await lease.Value.CallAsync(tool.Tool.Name, arguments, ending.Token);
                if (!neverBegan || isSecond)
                {
                    return result;
                }
            }
            catch (AgentException failed)
            {
                return Failed(failed.Fault);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return Failed(AgentFault.NoAgent);
            }
        }
    }

    private static ToolCallResult Failed(AgentFault fault) => new(default, fault.Code, $"{fault.Message} {fault.Advice}");

    private async Task<IReadOnlyList<OfferedTool>> OwnOfferAsync(LiveChat chat, bool mayStart, Action<string> progress, CancellationToken cancellationToken)
    {
        try
        {
            var own = await AgentOfferAsync(chat, progress, cancellationToken);
            return mayStart ? [.. own, StartTool.Offered] : own;
        }
        catch (AgentException none) when (mayStart && none.Fault == AgentFault.NoAgent)
        {
            // A workspace that is stopped is no end of the turn where it can be started.
            return [StartTool.Offered];
        }
    }

    private async Task<IReadOnlyList<OfferedTool>> AgentOfferAsync(LiveChat chat, Action<string> progress, CancellationToken cancellationToken)
    {
        // Of an agent whose tools are known nothing is needed before a model calls one of them.
        if (line.Known(chat) is { } agent && lists.Known(agent) is { } known)
        {
            await uses.NoteAsync(agent.WorkspaceId, cancellationToken);
            return known;
        }

        using var lease = await line.ConnectAsync(chat, progress, cancellationToken) ?? default;
        if (!lease.IsHeld)
        {
            return [];
        }

        await uses.NoteAsync(lease.Value.Agent.WorkspaceId, cancellationToken);
        return await lists.GetAsync(lease.Value, cancellationToken);
    }
}
