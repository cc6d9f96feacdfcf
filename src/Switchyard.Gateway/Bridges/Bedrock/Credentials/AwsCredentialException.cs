namespace Switchyard.Gateway.Bridges.Bedrock.Credentials;

/// <summary>No AWS credential could be had. The message is for operators: it names what was tried, never a secret, and is not for clients.</summary>
internal sealed class AwsCredentialException(string message, Exception? inner = null) : Exception(message, inner);
