namespace Switchyard.Bench.Contenders;

/// <summary>Nothing in between: what the upstream and the load generator can do by themselves.</summary>
internal sealed class Direct : IContender
{
    public string Name => "upstream itself";

    public string Remark => "no gateway; on the load generator's processor";

    public string? Missing => null;

    public Task<RunningContender> StartAsync(Uri upstream, int processor, CancellationToken cancellationToken) =>
        Task.FromResult(new RunningContender(new Target(new Uri(upstream, Ready.ChatPath), [])));
}
