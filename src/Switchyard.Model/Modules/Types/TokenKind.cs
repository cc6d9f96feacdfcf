namespace Switchyard.Model.Modules.Types;

/// <summary>Which tokens are counted.</summary>
public enum TokenKind
{
    /// <summary>Input, cached or not, and output.</summary>
    All,

    /// <summary>Input, cached or not.</summary>
    Input,

    /// <summary>Output, reasoning included.</summary>
    Output,
}
