using Switchyard.Gateway.Bridges.Bedrock.Signing;
using Switchyard.Model.Secrets;

namespace Switchyard.Gateway.Bridges.Bedrock.Credentials;

/// <summary><c>AWS_ACCESS_KEY_ID</c>, <c>AWS_SECRET_ACCESS_KEY</c>, <c>AWS_SESSION_TOKEN</c>.</summary>
internal sealed class EnvironmentCredentials(AwsPlatform platform) : IAwsCredentialProvider
{
    /// <inheritdoc />
    public string Name => "environment variables";

    /// <inheritdoc />
    public ValueTask<AwsCredentials?> TryGetAsync(CancellationToken cancellationToken)
    {
        var found = platform.Set("AWS_ACCESS_KEY_ID") is { } id && platform.Set("AWS_SECRET_ACCESS_KEY") is { } secret
            ? new AwsCredentials(id, new Secret(secret), platform.Set("AWS_SESSION_TOKEN") is { } token ? new Secret(token) : null, Expires: null)
            : null;
        return ValueTask.FromResult(found);
    }
}
