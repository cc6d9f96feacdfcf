namespace Switchyard.Model.Providers;

/// <summary>Tries the keys of a provider with one cheap call each. The data plane implements it; the control plane asks it. Health, metrics and recording stay untouched.</summary>
public interface IProviderProbe
{
    /// <summary>Asks for the model list with every key (or once, without keys), within 10 s altogether.</summary>
    Task<IReadOnlyList<ProbeResult>> ProbeAsync(ProviderConfig provider, CancellationToken cancellationToken);
}
