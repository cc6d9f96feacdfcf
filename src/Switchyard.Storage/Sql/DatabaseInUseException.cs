namespace Switchyard.Storage.Sql;

/// <summary>Another process has the embedded database open, which allows one only. Waiting does not help while that process lives.</summary>
/// <param name="message">Which file and, where known, which process.</param>
/// <param name="innerException">The operating system's exception, or null.</param>
public sealed class DatabaseInUseException(string message, Exception? innerException = null) : Exception(message, innerException);
