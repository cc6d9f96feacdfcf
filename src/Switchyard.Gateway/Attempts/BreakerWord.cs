namespace Switchyard.Gateway.Attempts;

/// <summary>What an answer says about the upstream's health.</summary>
internal enum BreakerWord
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>It is well.</summary>
    Success,

    /// <summary>It is not.</summary>
    Failure,
}
