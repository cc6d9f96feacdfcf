using Switchyard.Model.Tools;

namespace Switchyard.Gateway.Tools.Calls;

/// <summary>What one loop may still do.</summary>
/// <param name="settings">The bounds.</param>
/// <param name="begun">Monotonic ticks at which the loop began.</param>
internal sealed class LoopBounds(ToolSettings settings, long begun)
{
    private int _calls;

    /// <summary>Which bound was met first: <c>turns</c>, <c>calls</c>, <c>time</c>, <c>budget</c>; null while none was.</summary>
    public string? Reached { get; private set; }

    /// <summary>A bound is met that is not counted here.</summary>
    public void Reach(string bound) => Reached ??= bound;

    /// <summary>Time left at <paramref name="now"/>; not less than nothing.</summary>
    public TimeSpan Left(long now) => TimeSpan.FromTicks(Math.Max(0, begun + settings.LoopTime.Ticks - now));

    /// <summary>A turn has ended with calls, the <paramref name="turns"/>-th: whether any of them may be run.</summary>
    public bool MayGoOn(int turns, long now)
    {
        if (turns >= settings.LoopTurns)
        {
            Reach("turns");
        }
        else if (Left(now) == TimeSpan.Zero)
        {
            Reach("time");
        }

        return Reached is null;
    }

    /// <summary>Takes the place of one call. False when there is none left.</summary>
    public bool TryCall()
    {
        if (_calls < settings.LoopCalls)
        {
            _calls++;
            return true;
        }

        Reach("calls");
        return false;
    }
}
