namespace Switchyard.Hot.Tests.Schedules;

/// <summary>What an exploration covered.</summary>
/// <param name="Schedules">Orders that were run from start to end.</param>
/// <param name="States">Different states at which there was a choice.</param>
/// <param name="LongestSchedule">Steps of the longest one.</param>
/// <param name="Failure">The first order that broke the scenario; null when none did.</param>
internal sealed record Exploration(int Schedules, int States, int LongestSchedule, ScheduleFailure? Failure)
{
    /// <summary>Throws the failure, if there was one.</summary>
    public Exploration ThrowIfFailed()
    {
        return Failure is null ? this : throw Failure;
    }
}
