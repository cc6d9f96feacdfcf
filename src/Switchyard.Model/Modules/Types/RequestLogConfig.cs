namespace Switchyard.Model.Modules.Types;

/// <summary>Configuration of <c>log.requests</c>.</summary>
/// <param name="Sample">Share of the requests that are logged, 0 to 1; 0 is off.</param>
/// <param name="Failures">Whether every request that failed is logged, whatever the sample.</param>
/// <param name="SlowerThan">Requests that took longer are logged, whatever the sample; zero is off.</param>
public sealed record RequestLogConfig(decimal Sample, bool Failures, TimeSpan SlowerThan);
