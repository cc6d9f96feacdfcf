using Switchyard.Model.Limits;

namespace Switchyard.Model.Modules.Types;

/// <summary>Configuration of <c>ratelimit.requests</c>.</summary>
/// <param name="Scope">What is counted together.</param>
/// <param name="RequestsPerMinute">Requests a minute; 0 is off.</param>
public sealed record RequestRateConfig(LimitScope Scope, int RequestsPerMinute);
