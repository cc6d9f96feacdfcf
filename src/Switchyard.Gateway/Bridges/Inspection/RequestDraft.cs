namespace Switchyard.Gateway.Bridges.Inspection;

/// <summary>What was found of a request so far, as offsets: texts are decoded once, at the end.</summary>
internal struct RequestDraft
{
    /// <summary>Value of <c>model</c>.</summary>
    public Range Model;

    /// <summary><c>stream: true</c>.</summary>
    public bool Stream;

    /// <summary>Value of <c>stream</c>.</summary>
    public Range StreamMember;

    /// <summary>The client asked for the usage chunk.</summary>
    public bool UsageRequested;

    /// <summary>Value of <c>stream_options</c>.</summary>
    public Range StreamOptions;

    /// <summary><c>background: true</c>.</summary>
    public bool Background;

    /// <summary>Limit of output tokens; the larger where a body has two.</summary>
    public long? MaxOutputTokens;

    /// <summary>Token of the last text of the last user message.</summary>
    public Range Prompt;

    /// <summary>Token of the id of the last tool result since the model last spoke.</summary>
    public Range ToolResult;

    /// <summary>Token of <c>metadata.user_id</c>.</summary>
    public Range MetadataUserId;

    /// <summary>What is wrong, or null.</summary>
    public string? Fault;
}
