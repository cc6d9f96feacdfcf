using Microsoft.Extensions.Logging;

namespace Switchyard.Agents.Turns;

/// <summary>What whoever looks after turns works by.</summary>
/// <param name="Time">Clock.</param>
/// <param name="Logger">Log.</param>
internal sealed record TurnClock(TimeProvider Time, ILogger Logger);
