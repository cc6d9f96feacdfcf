using System.Globalization;
using Switchyard.Gateway.Bridges.Bedrock.Signing;

namespace Switchyard.Gateway.Bridges.Bedrock.Credentials;

/// <summary>Exchanges a credential for that of a role at STS (<c>AssumeRole</c>). The answer has an end, so it is renewed before it.</summary>
internal static class AssumedRole
{
    private const string FormType = "application/x-www-form-urlencoded";

    /// <summary>Asks for the role that <paramref name="profile"/> names, as <paramref name="source"/>.</summary>
    public static async Task<AwsCredentials> AskAsync(
        AwsPlatform platform, TimeProvider time, IReadOnlyDictionary<string, string> profile, AwsCredentials source, CancellationToken cancellationToken)
    {
        var region = StsEndpoint.RegionOf(platform, profile.GetValueOrDefault("region"));
        var address = StsEndpoint.Of(platform, region);
        using var content = new FormUrlEncodedContent(Fields(platform, profile));
        var body = await content.ReadAsByteArrayAsync(cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };

        var date = time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var signed = new List<KeyValuePair<string, string>> { new("content-type", FormType), new("host", address.Authority), new("x-amz-date", date) };
        request.Headers.TryAddWithoutValidation("X-Amz-Date", date);
        if (source.SessionToken is { } token)
        {
            signed.Add(new("x-amz-security-token", token.Reveal()));
            request.Headers.TryAddWithoutValidation("X-Amz-Security-Token", token.Reveal());
        }

        var signer = new AwsSigner(StsEndpoint.SigningRegion(region), "sts");
        request.Headers.TryAddWithoutValidation("Authorization", signer.Sign("POST", address.AbsolutePath, address.Query, signed, body, source, date));
        return StsAnswer.Read(await AwsEndpoint.AskAsync(platform.Http, request, cancellationToken));
    }

    private static Dictionary<string, string> Fields(AwsPlatform platform, IReadOnlyDictionary<string, string> profile)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Action"] = "AssumeRole",
            ["Version"] = "2011-06-15",
            ["RoleArn"] = profile["role_arn"],
            ["RoleSessionName"] = profile.GetValueOrDefault("role_session_name") ?? platform.Set("AWS_ROLE_SESSION_NAME") ?? "switchyard",
        };
        if (profile.TryGetValue("external_id", out var externalId))
        {
            fields["ExternalId"] = externalId;
        }

        if (profile.TryGetValue("duration_seconds", out var seconds))
        {
            fields["DurationSeconds"] = seconds;
        }

        return fields;
    }
}
