namespace Switchyard.Storage.Recording;

/// <summary>Texts of an interception. The numbers are part of what a sealed text is bound to.</summary>
public enum RecordedText
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The last prompt.</summary>
    Prompt = 1,

    /// <summary>Visible reasoning.</summary>
    Reasoning = 2,

    /// <summary>Arguments of a tool call.</summary>
    ToolInput = 3,
}
