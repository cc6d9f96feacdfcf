using Switchyard.Hub.Delivery.Points;
using Switchyard.Hub.States;

namespace Switchyard.Hub.Delivery.Sessions;

/// <summary>How large changes are.</summary>
internal static class ChangeSize
{
    private const long ObjectOverhead = 64;

    /// <summary>About how many bytes its objects take.</summary>
    public static long BytesOf(StateChange change) => change.Set.Sum(item => (long)item.Value.Length) + (ObjectOverhead * change.Count);

    /// <summary>Whether it is so large that the whole state is the better way.</summary>
    public static bool IsTooMuch(StateChange change) => change.Count > HistorySurvey.MostObjects || BytesOf(change) > Flight.MostBytes;
}
