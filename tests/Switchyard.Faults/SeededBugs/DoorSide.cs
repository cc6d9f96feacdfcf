namespace Switchyard.Faults.SeededBugs;

/// <summary>Whose door lies.</summary>
internal enum DoorSide
{
    /// <summary>That of the operators who change something.</summary>
    Writes,

    /// <summary>That of readers and followers.</summary>
    Reads,

    /// <summary>That of the clients of the data plane.</summary>
    Requests,
}
