using Switchyard.Gateway.Bridges.Bedrock.Signing;

namespace Switchyard.Gateway.Bridges.Bedrock.Credentials;

/// <summary>One place where a platform keeps credentials for the process that runs on it.</summary>
internal interface IAwsCredentialProvider
{
    /// <summary>What operators know it by.</summary>
    string Name { get; }

    /// <summary>Looks there. Null when the place does not exist here; throws when it does and gives no usable credential.</summary>
    ValueTask<AwsCredentials?> TryGetAsync(CancellationToken cancellationToken);
}
