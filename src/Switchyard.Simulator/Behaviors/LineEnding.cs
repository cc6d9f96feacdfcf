namespace Switchyard.Simulator.Behaviors;

/// <summary>How lines of a server-sent event stream end; the standard allows all three.</summary>
public enum LineEnding
{
    /// <summary>A line feed, as every known provider sends.</summary>
    Lf,

    /// <summary>Carriage return and line feed.</summary>
    CrLf,

    /// <summary>A carriage return alone.</summary>
    Cr,
}
