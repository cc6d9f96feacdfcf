namespace Switchyard.Gateway.Bridges.Bedrock.Credentials;

/// <summary>Where AWS's Security Token Service is.</summary>
internal static class StsEndpoint
{
    private const string GlobalRegion = "us-east-1";

    /// <summary>The region that <paramref name="preferred"/> or the environment names, or null.</summary>
    public static string? RegionOf(AwsPlatform platform, string? preferred = null) => preferred ?? platform.Set("AWS_REGION") ?? platform.Set("AWS_DEFAULT_REGION");

    /// <summary>The region a call to <see cref="Of"/> is signed for.</summary>
    public static string SigningRegion(string? region) => region ?? GlobalRegion;

    /// <summary>The address of a region, or the global one; <c>AWS_ENDPOINT_URL_STS</c> replaces both.</summary>
    public static Uri Of(AwsPlatform platform, string? region) => new(platform.Set("AWS_ENDPOINT_URL_STS") ?? (region is null
        ? "https://sts.amazonaws.com/"
        : $"https://sts.{region}.amazonaws.com{(region.StartsWith("cn-", StringComparison.Ordinal) ? ".cn" : "")}/"));
}
