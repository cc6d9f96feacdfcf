namespace Switchyard.Gateway.Attempts;

/// <summary>What an answer says about the key.</summary>
internal enum KeyWord
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>It is good.</summary>
    Accepted,

    /// <summary>It was refused.</summary>
    Refused,

    /// <summary>It was used too much.</summary>
    Limited,
}
