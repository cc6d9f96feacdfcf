using Switchyard.Model.Providers;

namespace Switchyard.Admin.Tests.Hosting;

/// <summary>Stands for the data plane's probe: remembers what it was asked to try and answers as told.</summary>
internal sealed class FakeProbe : IProviderProbe
{
    public List<ProviderConfig> Asked { get; } = [];

    public Func<ProviderKeyConfig, ProbeResult> Answer { get; set; } = key => new ProbeResult(key.Id, key.Label, true, 200, TimeSpan.FromMilliseconds(12.34), null);

    public Task<IReadOnlyList<ProbeResult>> ProbeAsync(ProviderConfig provider, CancellationToken cancellationToken)
    {
        Asked.Add(provider);
        return Task.FromResult<IReadOnlyList<ProbeResult>>([.. provider.Keys.Select(Answer)]);
    }
}
