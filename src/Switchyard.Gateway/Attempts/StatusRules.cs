namespace Switchyard.Gateway.Attempts;

/// <summary>What a status of an upstream means for the key that was used, for the breaker, and for the request.</summary>
internal static class StatusRules
{
    /// <summary>For the pool key.</summary>
    public static KeyWord ForKey(int status) => status switch
    {
        401 => KeyWord.Refused,
        429 => KeyWord.Limited,
        403 or >= 500 => KeyWord.Nothing,
        _ => KeyWord.Accepted,
    };

    /// <summary>For the breaker. A client's own credential that is refused says nothing about the upstream.</summary>
    public static BreakerWord ForBreaker(int status, bool byok) => status switch
    {
        502 or 503 or 504 or 529 => BreakerWord.Failure,
        429 or >= 500 => BreakerWord.Nothing,
        401 or 403 when byok => BreakerWord.Nothing,
        _ => BreakerWord.Success,
    };

    /// <summary>For the request. A client's own credential is the client's business, so its refusals are relayed.</summary>
    public static Verdict ForRequest(int status, bool byok) => status switch
    {
        401 when !byok => Verdict.KeyRefused,
        429 when !byok => Verdict.KeyLimited,
        502 or 503 or 504 or 529 => Verdict.UpstreamFailed,
        _ => Verdict.Relay,
    };
}
