namespace Switchyard.Agents.Turns;

/// <summary>Kinds of events of a turn.</summary>
internal static class TurnKinds
{
    /// <summary>It has begun, and the user's message is stored.</summary>
    public const string Started = "turn.started";

    /// <summary>It waits for something.</summary>
    public const string Progress = "turn.progress";

    /// <summary>More text.</summary>
    public const string Text = "text.delta";

    /// <summary>A tool is called.</summary>
    public const string ToolStarted = "tool.started";

    /// <summary>A call was answered.</summary>
    public const string ToolFinished = "tool.finished";

    /// <summary>A message is whole and stored.</summary>
    public const string MessageFinished = "message.finished";

    /// <summary>The turn has ended.</summary>
    public const string Finished = "turn.finished";

    /// <summary>The turn has ended with an error.</summary>
    public const string Error = "error";
}
