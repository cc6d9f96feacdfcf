namespace Switchyard.Samples.Module;

/// <summary>Configuration of <c>sample.allow-models</c>.</summary>
/// <param name="Models">Models that may be asked for; empty for all.</param>
public sealed record ModelAllowListConfig(IReadOnlyList<string> Models);
