using Switchyard.Gateway.Time;
using Switchyard.Gateway.Tools.Telemetry;

namespace Switchyard.Gateway.Tools.Loop;

/// <summary>What loops measure with.</summary>
/// <param name="Instruments">Metrics and spans.</param>
/// <param name="Clock">Clock.</param>
internal sealed record LoopParts(ToolInstruments Instruments, MonotonicClock Clock);
