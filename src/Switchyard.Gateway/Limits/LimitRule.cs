using Switchyard.Model.Limits;

namespace Switchyard.Gateway.Limits;

/// <summary>A limit as one configuration has it, bound to the counter of one subject.</summary>
/// <param name="Config">How much.</param>
/// <param name="Counter">How much is used.</param>
internal sealed record LimitRule(LimitConfig Config, LimitCounter Counter);
