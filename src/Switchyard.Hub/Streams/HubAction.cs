namespace Switchyard.Hub.Streams;

/// <summary>What an operation did. This is the only list: code, both schemas and the wire use the names of <see cref="HubActions"/>.</summary>
public enum HubAction
{
    /// <summary>A record was made.</summary>
    Create,

    /// <summary>A record was changed.</summary>
    Update,

    /// <summary>A record was deleted.</summary>
    Delete,

    /// <summary>A record was switched on.</summary>
    Enable,

    /// <summary>A record was switched off.</summary>
    Disable,

    /// <summary>A credential was issued.</summary>
    Provision,

    /// <summary>A credential was revoked.</summary>
    Revoke,

    /// <summary>Something was started.</summary>
    Start,

    /// <summary>Something was stopped.</summary>
    Stop,

    /// <summary>Sealed values were sealed anew.</summary>
    Rotate,

    /// <summary>A temporary state was ended by an operator.</summary>
    Reset,

    /// <summary>Something that runs was asked to be replaced by a new one.</summary>
    Respawn,

    /// <summary>Something came close to its limit, or reached it.</summary>
    Warn,
}
