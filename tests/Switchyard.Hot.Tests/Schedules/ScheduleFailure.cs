namespace Switchyard.Hot.Tests.Schedules;

/// <summary>An order of steps under which the scenario does not hold. The order is named by the actor of each step and runs again the same way.</summary>
internal sealed class ScheduleFailure(IReadOnlyList<int> order, Exception cause)
    : Exception($"Order {string.Join(' ', order)}: {cause.Message}", cause)
{
    public IReadOnlyList<int> Order { get; } = order;
}
