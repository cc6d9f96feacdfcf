namespace Switchyard.Faults.Yards;

/// <summary>How a link behaves.</summary>
internal enum LinkState
{
    /// <summary>Every byte goes through at once.</summary>
    Open,

    /// <summary>All connections break, and new ones break at once.</summary>
    Cut,

    /// <summary>Every piece is held up.</summary>
    Slow,

    /// <summary>Connections stand and nothing comes through: what is sent is gone. Those it happened to break when the link is open again.</summary>
    Silent,
}
