namespace Switchyard.Hot.Tests.Schedules;

/// <summary>Decides the order of a run.</summary>
internal interface IChooser
{
    /// <summary>Who takes the next step.</summary>
    int Choose(ScheduleRun run, IReadOnlyList<int> runnable);
}
