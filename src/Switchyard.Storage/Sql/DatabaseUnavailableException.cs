namespace Switchyard.Storage.Sql;

/// <summary>The database can not be reached; the same call may succeed later.</summary>
/// <param name="message">What happened, without secrets.</param>
/// <param name="innerException">The driver's exception, or null.</param>
public sealed class DatabaseUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
