namespace Switchyard.Hub.Agents;

/// <summary>How a registration went.</summary>
/// <param name="Registered">The agent as it is registered; null when it was refused.</param>
/// <param name="Refusal">Why it was refused; counts only without <paramref name="Registered"/>.</param>
/// <param name="RetryAfter">When another try may succeed, or null.</param>
public sealed record AgentAnswer(RegisteredAgent? Registered, AgentRefusal Refusal = default, TimeSpan? RetryAfter = null)
{
    internal static AgentAnswer Refused(AgentRefusal refusal, TimeSpan? retryAfter = null) => new(null, refusal, retryAfter);
}
