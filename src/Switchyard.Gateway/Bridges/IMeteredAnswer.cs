namespace Switchyard.Gateway.Bridges;

/// <summary>What is known of the answer to a request, for its record.</summary>
internal interface IMeteredAnswer
{
    /// <summary>What was counted so far.</summary>
    UsageTally Usage { get; }

    /// <summary>Tool calls the model made so far.</summary>
    IReadOnlyList<ToolCall> ToolCalls { get; }

    /// <summary>The upstream's id of the answer, or null.</summary>
    string? ResponseId { get; }

    /// <summary>Visible reasoning or thinking text, or null.</summary>
    string? Reasoning { get; }
}
