namespace Switchyard.Simulator.Journal;

/// <summary>How a received request ended.</summary>
public enum RequestOutcome
{
    /// <summary>It has not ended.</summary>
    Running,

    /// <summary>The whole answer was sent.</summary>
    Completed,

    /// <summary>A fault ended the connection or withheld the answer's end.</summary>
    Broken,

    /// <summary>The client left before the answer's end.</summary>
    ClientDisconnected,
}
