using Switchyard.Gateway.Bridges.Bedrock.Signing;

namespace Switchyard.Gateway.Bridges.Bedrock.Credentials;

/// <summary>A token file that is exchanged for a role's credential at STS (<c>AssumeRoleWithWebIdentity</c>): <c>AWS_WEB_IDENTITY_TOKEN_FILE</c>, <c>AWS_ROLE_ARN</c>. This is how EKS service accounts work.</summary>
internal sealed class WebIdentityCredentials(AwsPlatform platform) : IAwsCredentialProvider
{
    /// <inheritdoc />
    public string Name => "web identity";

    /// <inheritdoc />
    public async ValueTask<AwsCredentials?> TryGetAsync(CancellationToken cancellationToken)
    {
        if (platform.Set("AWS_WEB_IDENTITY_TOKEN_FILE") is not { } path || platform.Set("AWS_ROLE_ARN") is not { } role)
        {
            return null;
        }

        var token = platform.ReadFile(path)?.Trim() ?? throw new AwsCredentialException("the file that AWS_WEB_IDENTITY_TOKEN_FILE names does not exist");
        using var request = new HttpRequestMessage(HttpMethod.Post, StsEndpoint.Of(platform, StsEndpoint.RegionOf(platform)))
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Action"] = "AssumeRoleWithWebIdentity",
                ["Version"] = "2011-06-15",
                ["RoleArn"] = role,
                ["RoleSessionName"] = platform.Set("AWS_ROLE_SESSION_NAME") ?? "switchyard",
                ["WebIdentityToken"] = token,
            }),
        };
        return StsAnswer.Read(await AwsEndpoint.AskAsync(platform.Http, request, cancellationToken));
    }
}
