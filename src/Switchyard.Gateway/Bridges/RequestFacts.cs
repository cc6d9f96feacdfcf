namespace Switchyard.Gateway.Bridges;

/// <summary>What one pass over a request body found. Offsets are into the client's bytes, so that edits copy everything else untouched.</summary>
internal sealed class RequestFacts
{
    /// <summary>The model the client named, or <c>unknown</c> where it named none.</summary>
    public required string Model { get; init; }

    /// <summary>Where the value of <c>model</c> stands, quotes included; empty when the member is missing.</summary>
    public Range ModelToken { get; init; }

    /// <summary>Whether the client asked for a stream.</summary>
    public bool Stream { get; init; }

    /// <summary>Chat Completions: whether the client itself asked for the usage chunk of a stream.</summary>
    public bool UsageRequested { get; init; }

    /// <summary>Chat Completions: where the value of <c>stream_options</c> stands; empty when it is missing.</summary>
    public Range StreamOptions { get; init; }

    /// <summary>Responses: <c>background: true</c>, which is not supported.</summary>
    public bool Background { get; init; }

    /// <summary><c>max_tokens</c>, <c>max_completion_tokens</c> or <c>max_output_tokens</c>, or null.</summary>
    public long? MaxOutputTokens { get; init; }

    /// <summary>The JSON token of the last text of the last user message, for recording; empty when there is none.</summary>
    public Range PromptToken { get; init; }

    /// <summary>Id of the last tool call whose result the prompt carries: the thread's correlation, or null.</summary>
    public string? ToolResultId { get; init; }

    /// <summary>Anthropic <c>metadata.user_id</c>, or null.</summary>
    public string? MetadataUserId { get; init; }
}
