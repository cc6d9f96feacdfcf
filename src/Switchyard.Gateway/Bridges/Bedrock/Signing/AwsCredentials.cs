using Switchyard.Model.Secrets;

namespace Switchyard.Gateway.Bridges.Bedrock.Signing;

/// <summary>A credential for AWS.</summary>
/// <param name="AccessKeyId">Id of the key; no secret.</param>
/// <param name="SecretAccessKey">The key.</param>
/// <param name="SessionToken">Token of a temporary credential, or null.</param>
/// <param name="Expires">When it ends; null when it does not.</param>
internal sealed record AwsCredentials(string AccessKeyId, Secret SecretAccessKey, Secret? SessionToken, DateTimeOffset? Expires);
