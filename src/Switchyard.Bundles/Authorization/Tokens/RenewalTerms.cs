namespace Switchyard.Bundles.Authorization.Tokens;

/// <summary>When tokens are renewed.</summary>
internal static class RenewalTerms
{
    /// <summary>A token that ends within this time is renewed before it is used.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromSeconds(60);

    /// <summary>Least time between two tries of which the first failed.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <summary>Longest time of one try; shorter than <see cref="Pause"/>, so that no other node begins while one is at it.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    /// <summary>Time between two looks at what another node that renews has got.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);
}
