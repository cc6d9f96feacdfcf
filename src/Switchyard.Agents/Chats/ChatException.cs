namespace Switchyard.Agents.Chats;

/// <summary>A request about chats is refused.</summary>
internal sealed class ChatException(ChatProblem problem) : Exception(problem.Detail)
{
    /// <summary>Why.</summary>
    public ChatProblem Problem { get; } = problem;
}
