namespace Switchyard.Storage.Sql;

/// <summary>A lock was not to be had in time; nothing was written and the same call may succeed later.</summary>
/// <param name="message">What happened, without secrets.</param>
/// <param name="innerException">The driver's exception, or null.</param>
public sealed class DatabaseBusyException(string message, Exception? innerException = null) : Exception(message, innerException);
