namespace Switchyard.Storage.Sql;

/// <summary>The database can not be reached or can not take the write (disk full, read-only); the same call may succeed later.</summary>
/// <param name="message">What happened, without secrets.</param>
/// <param name="innerException">The driver's exception, or null.</param>
public sealed class DatabaseUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>
    /// True when the connection was lost after COMMIT was sent: the transaction may have committed or not. False means that nothing was written.
    /// A caller with an idempotency key finds out by asking again under the same key.
    /// </summary>
    public bool OutcomeUnknown { get; init; }
}
