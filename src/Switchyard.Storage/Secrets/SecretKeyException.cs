namespace Switchyard.Storage.Secrets;

/// <summary>The keys that seal secrets can not be used. The message names positions and reasons, never any text of a key.</summary>
/// <param name="message">What is wrong and where.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class SecretKeyException(string message, Exception? innerException = null) : Exception(message, innerException);
