namespace Switchyard.Hot.Dialling;

/// <summary>Kinds of <see cref="DialAnswer{TId}"/>.</summary>
public enum DialAnswerKind
{
    /// <summary>The bound one still is the right one.</summary>
    Same,

    /// <summary>Another one is.</summary>
    Other,

    /// <summary>There is none.</summary>
    None,
}
