using System.Net;
using Switchyard.Gateway.Bridges.Bedrock.Signing;

namespace Switchyard.Gateway.Bridges.Bedrock.Credentials;

/// <summary>The endpoint that ECS and EKS Pod Identity give a container: <c>AWS_CONTAINER_CREDENTIALS_RELATIVE_URI</c> or <c>AWS_CONTAINER_CREDENTIALS_FULL_URI</c>.</summary>
internal sealed class ContainerCredentials(AwsPlatform platform) : IAwsCredentialProvider
{
    private static readonly IPAddress[] Known = [IPAddress.Parse("169.254.170.2"), IPAddress.Parse("169.254.170.23"), IPAddress.Parse("fd00:ec2::23")];

    /// <inheritdoc />
    public string Name => "container endpoint";

    /// <inheritdoc />
    public async ValueTask<AwsCredentials?> TryGetAsync(CancellationToken cancellationToken)
    {
        if (Endpoint() is not { } endpoint)
        {
            return null;
        }

        return AwsCredentialDocument.Read(await AwsEndpoint.AskAsync(platform.Http, HttpMethod.Get, endpoint, "Authorization", Token(), cancellationToken));
    }

    private Uri? Endpoint()
    {
        if (platform.Set("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") is { } relative)
        {
            return new Uri("http://169.254.170.2" + relative);
        }

        if (platform.Set("AWS_CONTAINER_CREDENTIALS_FULL_URI") is not { } full)
        {
            return null;
        }

        // The token of the environment goes there, so not to any host in plain text.
        var isTrusted = Uri.TryCreate(full, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && IsLocal(uri)));
        return isTrusted ? uri : throw new AwsCredentialException("AWS_CONTAINER_CREDENTIALS_FULL_URI is neither https nor a local address");
    }

    private static bool IsLocal(Uri uri) =>
        uri.IsLoopback || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && Known.Contains(address));

    private string? Token() => platform.Set("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") is { } path
        ? platform.ReadFile(path)?.Trim()
        : platform.Set("AWS_CONTAINER_AUTHORIZATION_TOKEN");
}
