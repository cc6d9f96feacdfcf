namespace Switchyard.Admin.Interceptions;

/// <summary>What <c>GET /interceptions/{id}</c> answers besides the interception itself, in the same object.</summary>
internal sealed record InterceptionDetail : InterceptionView
{
    /// <summary>The last prompt; null when it was not recorded.</summary>
    public TextView? Prompt { get; init; }

    /// <summary>Visible reasoning; null when there was none or it was not recorded.</summary>
    public TextView? Reasoning { get; init; }

    /// <summary>What each upstream answer used, in order, where the request was given tools of a workspace: the interception has their sum. Empty for a request of one answer.</summary>
    public IReadOnlyList<TurnView> Turns { get; init; } = [];

    /// <summary>Tool calls of the model.</summary>
    public IReadOnlyList<ToolCallView> ToolCalls { get; init; } = [];
}
