namespace Switchyard.Gateway.Bridges;

/// <summary>The client-side API formats that are intercepted.</summary>
internal enum BridgeFormat
{
    /// <summary>OpenAI <c>POST …/v1/chat/completions</c>.</summary>
    ChatCompletions,

    /// <summary>OpenAI <c>POST …/v1/responses</c>.</summary>
    Responses,

    /// <summary>Anthropic <c>POST …/v1/messages</c>.</summary>
    Messages,

    /// <summary>None of them: a call of a tool through <c>/mcp/{workspace}</c>, which is recorded like an interception and never bridged.</summary>
    Mcp,
}
