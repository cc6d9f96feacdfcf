namespace Switchyard.Bundles.Sessions.Clients;

/// <summary>A server's list of tools can not be used. The message is one sentence for people.</summary>
internal sealed class ToolListException(string message, Exception? cause = null) : Exception(message, cause);
