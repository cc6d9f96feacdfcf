namespace Switchyard.WorkspaceAgent.Tools;

/// <summary>A call can not be done. The message is plain text for the model that asked.</summary>
internal sealed class ToolException(string message) : Exception(message);
