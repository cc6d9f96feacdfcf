namespace Switchyard.Agents.Bindings;

/// <summary>A chat that this node works on: what it needs to know on every step without asking the database. Thread-safe.</summary>
/// <param name="id">The chat.</param>
/// <param name="userId">Whose it is.</param>
/// <param name="agentName">Name of the agent it wants, or null.</param>
/// <param name="ancestors">The chats it was begun from, nearest first.</param>
/// <param name="binding">As it was read.</param>
/// <param name="since">The version of the stream of chats at which it was read.</param>
internal sealed class LiveChat(Guid id, Guid userId, string? agentName, IReadOnlyList<Guid> ancestors, ChatBinding binding, long since)
{
    private ChatBinding _binding = binding;

    /// <summary>The chat.</summary>
    public Guid Id { get; } = id;

    /// <summary>Whose it is.</summary>
    public Guid UserId { get; } = userId;

    /// <summary>Name of the agent it wants, or null for whichever the workspace offers first.</summary>
    public string? AgentName { get; } = agentName;

    /// <summary>The chats it was begun from, nearest first.</summary>
    public IReadOnlyList<Guid> Ancestors { get; } = ancestors;

    /// <summary>The version of the stream of chats at which its binding was read: what is later has to be heard.</summary>
    public long Since { get; } = since;

    /// <summary>What it is bound to, as far as this node has heard.</summary>
    public ChatBinding Binding => Volatile.Read(ref _binding);

    /// <summary>A binding that worked but could not be stored, because the database was away; it is stored after the turn.</summary>
    public ChatBinding? Unstored { get; set; }

    /// <summary>Hears of a binding. An older one than it knows changes nothing.</summary>
    public void Hear(ChatBinding binding)
    {
        var seen = Volatile.Read(ref _binding);
        while (binding.Version > seen.Version)
        {
            var before = Interlocked.CompareExchange(ref _binding, binding, seen);
            if (ReferenceEquals(before, seen))
            {
                return;
            }

            seen = before;
        }
    }
}
