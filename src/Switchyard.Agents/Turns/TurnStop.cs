namespace Switchyard.Agents.Turns;

/// <summary>Why a turn that runs is to end.</summary>
internal enum TurnStop
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>Somebody asked for it: what it had is stored.</summary>
    Cancelled,

    /// <summary>The node ends: what it had is stored, and the turn is marked as interrupted.</summary>
    Stopping,

    /// <summary>It is not this node's any more: nothing is stored.</summary>
    Lost,
}
