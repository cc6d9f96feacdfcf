namespace Switchyard.Storage.Sql;

/// <summary>The schema of the database does not fit this version of Switchyard: newer than it, or altered.</summary>
/// <param name="message">What happened, without secrets.</param>
/// <param name="innerException">The driver's exception, or null.</param>
public sealed class SchemaException(string message, Exception? innerException = null) : Exception(message, innerException);
