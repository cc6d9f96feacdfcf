namespace Switchyard.Storage.Sql;

/// <summary>The option that says where the database is can not be understood. The message never repeats the option, which may hold a password.</summary>
/// <param name="message">What is wrong.</param>
public sealed class DatabaseAddressException(string message) : Exception(message);
