namespace Switchyard.Faults.Ledger;

/// <summary>Who said a message of a chat.</summary>
internal enum KeptRole
{
    /// <summary>The user.</summary>
    User,

    /// <summary>The model, to the user.</summary>
    Model,

    /// <summary>The model, which calls tools.</summary>
    Call,

    /// <summary>A tool.</summary>
    Tool,
}
