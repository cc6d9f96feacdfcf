namespace Switchyard.Bench.Contenders;

/// <summary>Something between a client and the upstream.</summary>
internal interface IContender
{
    string Name { get; }

    /// <summary>What was switched on, and every workaround.</summary>
    string Remark { get; }

    /// <summary>Why it cannot run here; null when it can.</summary>
    string? Missing { get; }

    /// <summary>Starts it, pinned to a processor, in front of an upstream whose API begins at <c>/v1</c>.</summary>
    Task<RunningContender> StartAsync(Uri upstream, int processor, CancellationToken cancellationToken);
}
