namespace Switchyard.Admin.Client.Interceptions;

/// <summary>An interception with what was recorded of its content.</summary>
public sealed record InterceptionDetail : Interception
{
    /// <summary>The last prompt; null when it was not recorded.</summary>
    public RecordedText? Prompt { get; init; }

    /// <summary>Visible reasoning; null when there was none or it was not recorded.</summary>
    public RecordedText? Reasoning { get; init; }

    /// <summary>What each upstream answer used, where the request was given tools of a workspace; empty for a request of one answer.</summary>
    public IReadOnlyList<InterceptionTurn> Turns { get; init; } = [];

    /// <summary>Tool calls of the model.</summary>
    public IReadOnlyList<InterceptionToolCall> ToolCalls { get; init; } = [];
}
