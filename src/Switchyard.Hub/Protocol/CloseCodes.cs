namespace Switchyard.Hub.Protocol;

/// <summary>WebSocket close codes of the gateway channel (RFC 6455 §7.4.2: 4000 to 4999 are for applications).</summary>
public static class CloseCodes
{
    /// <summary>The node shuts down or the connection is old.</summary>
    public const int GoingAway = 1001;

    /// <summary>A frame is malformed, or the protocol's version is unknown.</summary>
    public const int Protocol = 4400;

    /// <summary>The token is revoked, expired or of another gateway; or the gateway is gone.</summary>
    public const int Token = 4401;

    /// <summary>No <c>hello</c> came in time, or nothing at all for too long.</summary>
    public const int Timeout = 4408;

    /// <summary>A newer start of the instance has connected.</summary>
    public const int Superseded = 4409;

    /// <summary>A frame is too large.</summary>
    public const int TooLarge = 4413;

    /// <summary>A limit is reached.</summary>
    public const int Limit = 4429;
}
