namespace Switchyard.Gateway.Modules.Chains;

/// <summary>The modules that requests of one kind meet, computed when the snapshot is built: for each of their places, those that are there, in order.</summary>
internal sealed class ModuleChain
{
    private ModuleChain(IReadOnlyList<ModuleSlot> slots)
    {
        Requests = Steps<IRequestModule>(slots);
        Attempts = Steps<IAttemptModule>(slots);
        Upstreams = Steps<IUpstreamModule>(slots);
        Responses = Steps<IResponseModule>(slots);
        Bodies = Steps<IBodyModule>(slots);
        Streams = Steps<IStreamModule>(slots);
        Ends = Steps<IEndModule>(slots);
    }

    /// <summary>Those that see requests.</summary>
    public ModuleStep<IRequestModule>[] Requests { get; }

    /// <summary>Those that say how attempts are repeated.</summary>
    public ModuleStep<IAttemptModule>[] Attempts { get; }

    /// <summary>Those that edit what goes upstream.</summary>
    public ModuleStep<IUpstreamModule>[] Upstreams { get; }

    /// <summary>Those that edit what the client gets.</summary>
    public ModuleStep<IResponseModule>[] Responses { get; }

    /// <summary>Those that see documents.</summary>
    public ModuleStep<IBodyModule>[] Bodies { get; }

    /// <summary>Those that see events.</summary>
    public ModuleStep<IStreamModule>[] Streams { get; }

    /// <summary>Those that hear of the end.</summary>
    public ModuleStep<IEndModule>[] Ends { get; }

    /// <summary>The chain of <paramref name="slots"/>, or null when there are none: then a request pays for nothing but the look.</summary>
    public static ModuleChain? Of(IReadOnlyList<ModuleSlot> slots) => slots.Count == 0 ? null : new ModuleChain(slots);

    private static ModuleStep<T>[] Steps<T>(IReadOnlyList<ModuleSlot> slots)
        where T : class
    {
        var steps = new List<ModuleStep<T>>();
        foreach (var slot in slots)
        {
            if (slot.Module is T module)
            {
                steps.Add(new ModuleStep<T>(module, slot));
            }
        }

        return [.. steps];
    }
}
