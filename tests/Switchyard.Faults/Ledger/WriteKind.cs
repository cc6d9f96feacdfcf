namespace Switchyard.Faults.Ledger;

/// <summary>What an operator does to one of his providers, or to everybody's.</summary>
internal enum WriteKind
{
    /// <summary>Creates it with a mark and no keys.</summary>
    Create,

    /// <summary>Gives it another mark: its display name, its settings and whether it is enabled, all in one change.</summary>
    Change,

    /// <summary>Deletes it with its keys.</summary>
    Delete,

    /// <summary>Adds a key with a label that is used once.</summary>
    AddKey,

    /// <summary>Deletes the key with a label.</summary>
    DeleteKey,

    /// <summary>Writes the document that holds the provider, with a mark and one key, whether or not there was one before.</summary>
    PutDocument,

    /// <summary>Deletes the document, and the provider with it.</summary>
    DropDocument,

    /// <summary>Puts everything back as it was at an earlier revision of the run.</summary>
    RollBack,
}
