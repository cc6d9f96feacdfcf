using Switchyard.Gateway.Bridges.Bedrock.Signing;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Bridges.Bedrock.Credentials;

/// <summary>The pair that a provider's own settings hold.</summary>
internal sealed class StaticAwsCredentials : IAwsCredentialSource
{
    private readonly AwsCredentials _credentials;

    private StaticAwsCredentials(AwsCredentials credentials) => _credentials = credentials;

    /// <summary>The pair of <paramref name="settings"/>, or null when there is none. Throws <see cref="ArgumentException"/> at half a pair.</summary>
    public static StaticAwsCredentials? Of(BedrockSettings settings)
    {
        if (string.IsNullOrEmpty(settings.AccessKeyId) != settings.SecretAccessKey is null)
        {
            throw new ArgumentException("A static credential needs both settings.accessKeyId and settings.secretAccessKey.", nameof(settings));
        }

        return settings.SecretAccessKey is { } secret
            ? new StaticAwsCredentials(new AwsCredentials(settings.AccessKeyId!, secret, settings.SessionToken, Expires: null))
            : null;
    }

    /// <inheritdoc />
    public ValueTask<AwsCredentials> GetAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_credentials);
}
