using Switchyard.Gateway.Bridges.Bedrock.Credentials;

namespace Switchyard.Gateway.Bridges.Registry;

/// <summary>What dialects need of the process; one for its whole life, so that a reload keeps the credential that was resolved.</summary>
/// <param name="Time">Clock.</param>
/// <param name="PlatformCredentials">The platform's default AWS chain, shared; used by Bedrock providers without a pair of their own and by nobody else.</param>
internal sealed record DialectServices(TimeProvider Time, IAwsCredentialSource PlatformCredentials);
