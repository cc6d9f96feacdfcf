namespace Switchyard.WorkspaceAgent.Identity;

/// <summary>This run of the agent: its boot id for as long as the process lives, and who it is once it has been registered.</summary>
internal sealed class AgentRun(TimeProvider time)
{
    private AgentIdentity? _identity;

    /// <summary>New with each start of the process.</summary>
    public Guid BootId { get; } = Guid.CreateVersion7(time.GetUtcNow());

    /// <summary>Version of the program.</summary>
    public static string Version { get; } = typeof(AgentRun).Assembly.GetName().Version!.ToString(3);

    /// <summary>Null until it was registered, and after its token was refused: nobody can dial it then.</summary>
    public AgentIdentity? Identity
    {
        get => Volatile.Read(ref _identity);
        set => Volatile.Write(ref _identity, value);
    }
}
