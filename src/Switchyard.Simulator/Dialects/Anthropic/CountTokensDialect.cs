using Switchyard.Simulator.Requests;

namespace Switchyard.Simulator.Dialects.Anthropic;

/// <summary><c>POST /v1/messages/count_tokens</c>.</summary>
internal sealed class CountTokensDialect : AnthropicDialect
{
    public override bool NeedsModel => true;

    public override byte[] Answer(Turn turn) => Json(json => json.WriteNumber("input_tokens", turn.InputTokens));
}
