using System.Diagnostics;

namespace Switchyard.Bench.Load;

/// <summary>The monotonic clock in nanoseconds, comparable between processes of one machine.</summary>
internal static class Clock
{
    private static readonly double NanosecondsPerTick = 1e9 / Stopwatch.Frequency;

    public static long Now => (long)(Stopwatch.GetTimestamp() * NanosecondsPerTick);
}
