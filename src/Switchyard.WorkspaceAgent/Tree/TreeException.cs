namespace Switchyard.WorkspaceAgent.Tree;

/// <summary>Something can not be done under the root. The message is one sentence for the model that asked.</summary>
internal sealed class TreeException(string message) : Exception(message);
