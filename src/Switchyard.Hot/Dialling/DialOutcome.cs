namespace Switchyard.Hot.Dialling;

/// <summary>How a dial came to its connection.</summary>
public enum DialOutcome
{
    /// <summary>At once, without a question.</summary>
    Fast,

    /// <summary>After a question was asked; the bound one all the same.</summary>
    Slow,

    /// <summary>At the second attempt.</summary>
    Retried,

    /// <summary>To another one than the bound one.</summary>
    Switched,
}
