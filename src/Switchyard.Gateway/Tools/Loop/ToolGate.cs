using Switchyard.Gateway.Attempts;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Tools.Conversations;
using Switchyard.Gateway.Tools.Dialects.Completions;
using Switchyard.Gateway.Tools.Dialects.Messages;
using Switchyard.Gateway.Tools.Dialects.Responses;
using Switchyard.Gateway.Tools.Injection;
using Switchyard.Gateway.Tools.Kept;

namespace Switchyard.Gateway.Tools.Loop;

/// <summary>Leads an intercepted request to its tools before anything is asked of a provider.</summary>
internal sealed class ToolGate(ToolInjection injection, KeptTools kept)
{
    /// <summary>What the request is given. For one without a workspace that is nothing, and is known at once.</summary>
    public ValueTask<ToolEntry> EnterAsync(Exchange exchange, IBridge bridge, RequestFacts facts, ReadOnlyMemory<byte> body, Target[] targets)
    {
        if (exchange.IsInside)
        {
            return new ValueTask<ToolEntry>(new ToolEntry(null, null, facts, body));
        }

        var refusal = ToolInjection.ChooseWorkspace(exchange, out var workspace);
        return refusal is not null || workspace is null
            ? new ValueTask<ToolEntry>(new ToolEntry(refusal, null, facts, body))
            : EnterAsync(exchange, bridge, facts, body, targets, workspace);
    }

    private async ValueTask<ToolEntry> EnterAsync(Exchange exchange, IBridge bridge, RequestFacts facts, ReadOnlyMemory<byte> body, Target[] targets, string workspace)
    {
        if (ToolRequest.Read(body, bridge.Format) is not { } request)
        {
            return new ToolEntry(null, null, facts, body);
        }

        var restored = await kept.RestoreAsync(exchange, request);
        if (!restored.Equals(body))
        {
            request = ToolRequest.Read(restored, bridge.Format)!;
        }

        var plan = injection.Plan(exchange, workspace, facts, request, targets);
        var conversation = plan is { Tools.Count: > 0 } ? ConversationOf(plan) : null;
        var content = conversation is null ? restored : conversation.Body(TurnKind.First);
        return content.Equals(body) || bridge.TryInspect(content, int.MaxValue, out facts, out _)
            ? new ToolEntry(null, conversation, facts, content)
            : throw new InvalidOperationException("Tools broke the body of a request.");
    }

    private static ToolConversation ConversationOf(ToolPlan plan) => plan.Request.Format switch
    {
        BridgeFormat.ChatCompletions => new ChatConversation(plan),
        BridgeFormat.Responses => new ResponsesConversation(plan),
        _ => new MessagesConversation(plan),
    };
}
