using Switchyard.Model.Agents;
using Switchyard.WorkspaceAgent.Options;

namespace Switchyard.WorkspaceAgent.Identity;

/// <summary>This run of the agent: its boot id for as long as the process lives, how far its start-up is, and who it is once it has been registered.</summary>
internal sealed class AgentRun(AgentOptions options, TimeProvider time)
{
    private readonly TaskCompletionSource<AgentStartup> _startup = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private AgentIdentity? _identity;

    /// <summary>New with each start of the process.</summary>
    public Guid BootId { get; } = Guid.CreateVersion7(time.GetUtcNow());

    /// <summary>Version of the program.</summary>
    public static string Version { get; } = typeof(AgentRun).Assembly.GetName().Version!.ToString(3);

    /// <summary>How far its start-up is.</summary>
    public AgentStartup Startup => options.Startup is null ? AgentStartup.Ready : _startup.Task is { IsCompletedSuccessfully: true, Result: var startup } ? startup : AgentStartup.Starting;

    /// <summary>Completes when the start-up is done, well or not; never if there is none.</summary>
    public Task StartupDone => _startup.Task;

    /// <summary>Null until it was registered, and after its token was refused: nobody can dial it then.</summary>
    public AgentIdentity? Identity
    {
        get => Volatile.Read(ref _identity);
        set => Volatile.Write(ref _identity, value);
    }

    /// <summary>The start-up is done. The first result stays.</summary>
    public void EndStartup(AgentStartup result) => _startup.TrySetResult(result);
}
