using Switchyard.Gateway.Bridges.Bedrock.Signing;

namespace Switchyard.Gateway.Bridges.Bedrock.Credentials;

/// <summary>The instance metadata service of EC2, version 2: a session token first, then the instance's role.</summary>
internal sealed class InstanceCredentials(AwsPlatform platform, TimeProvider time) : IAwsCredentialProvider
{
    private const string SessionHeader = "X-aws-ec2-metadata-token";

    // Off AWS nobody answers there; the rest of the chain's time is not to be spent on that.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    public string Name => "instance metadata";

    /// <inheritdoc />
    public async ValueTask<AwsCredentials?> TryGetAsync(CancellationToken cancellationToken)
    {
        if (string.Equals(platform.Set("AWS_EC2_METADATA_DISABLED"), "true", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        var service = new Uri(platform.Set("AWS_EC2_METADATA_SERVICE_ENDPOINT") ?? "http://169.254.169.254");
        var token = await AwsEndpoint.AskAsync(
            platform.Http, HttpMethod.Put, new Uri(service, "/latest/api/token"), "X-aws-ec2-metadata-token-ttl-seconds", "21600", both.Token);
        var roles = new Uri(service, "/latest/meta-data/iam/security-credentials/");
        var role = (await AwsEndpoint.AskAsync(platform.Http, HttpMethod.Get, roles, SessionHeader, token, both.Token)).Split('\n')[0].Trim();
        if (role.Length == 0)
        {
            return null;
        }

        var credential = new Uri(roles, Uri.EscapeDataString(role));
        return AwsCredentialDocument.Read(await AwsEndpoint.AskAsync(platform.Http, HttpMethod.Get, credential, SessionHeader, token, both.Token));
    }
}
