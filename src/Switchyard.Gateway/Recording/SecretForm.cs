namespace Switchyard.Gateway.Recording;

/// <summary>How a text of a request stands in a record.</summary>
internal enum SecretForm : byte
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Sealed.</summary>
    Sealed,

    /// <summary>As its SHA-256.</summary>
    Hash,
}
