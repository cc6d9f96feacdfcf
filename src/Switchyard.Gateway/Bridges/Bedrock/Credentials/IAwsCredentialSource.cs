using Switchyard.Gateway.Bridges.Bedrock.Signing;

namespace Switchyard.Gateway.Bridges.Bedrock.Credentials;

/// <summary>Gives the credential to sign with.</summary>
internal interface IAwsCredentialSource
{
    /// <summary>The credential in force. Throws <see cref="AwsCredentialException"/> when there is none.</summary>
    ValueTask<AwsCredentials> GetAsync(CancellationToken cancellationToken);
}
