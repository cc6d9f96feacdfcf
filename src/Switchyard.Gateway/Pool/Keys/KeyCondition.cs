namespace Switchyard.Gateway.Pool.Keys;

/// <summary>Whether a provider key may be used, and if not why.</summary>
internal enum KeyCondition
{
    /// <summary>Nothing is known against it.</summary>
    Usable,

    /// <summary>The upstream answered 429.</summary>
    RateLimited,

    /// <summary>The upstream answered 401.</summary>
    Unauthorized,
}
