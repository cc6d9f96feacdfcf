using System.Globalization;

namespace Switchyard.Simulator.Behaviors;

/// <summary>The value of the <c>fault</c> directive: a status, or a kind by name. What was said about place and size stays.</summary>
internal static class FaultNames
{
    public static SimulatedBehavior? Apply(SimulatedBehavior behavior, string value)
    {
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var status))
        {
            return status switch
            {
                >= 300 and < 400 => behavior with { Fault = behavior.Fault with { Kind = FaultKind.Redirect, StatusCode = status } },
                >= 400 and < 600 => behavior with { Fault = behavior.Fault with { Kind = FaultKind.Status, StatusCode = status } },
                _ => null,
            };
        }

        if (!Enum.TryParse<FaultKind>(value, ignoreCase: true, out var kind))
        {
            return null;
        }

        var fault = behavior.Fault with { Kind = kind };
        return behavior with { Fault = kind == FaultKind.Redirect ? fault with { StatusCode = 302 } : fault };
    }
}
