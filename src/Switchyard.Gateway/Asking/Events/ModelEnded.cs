using Switchyard.Gateway.Asking.Messages;

namespace Switchyard.Gateway.Asking.Events;

/// <summary>The answer is complete.</summary>
/// <param name="Calls">The calls the model made, in its order; empty when it is done.</param>
/// <param name="Usage">What it used, as far as the upstream said.</param>
/// <param name="IsCutShort">Whether it ended at a limit of tokens.</param>
public sealed record ModelEnded(IReadOnlyList<ModelToolCall> Calls, ModelUsage Usage, bool IsCutShort) : ModelEvent;
