using Switchyard.Gateway.Limits;

namespace Switchyard.Gateway.Modules.Types;

/// <summary>What modules need to count by the limits of the product.</summary>
internal sealed record LimitParts(LimitCounters Counters, Limiter Limiter, BudgetBills Bills);
