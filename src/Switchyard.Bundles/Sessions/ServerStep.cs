namespace Switchyard.Bundles.Sessions;

/// <summary>The steps of coming up.</summary>
internal enum ServerStep
{
    /// <summary>Starting the process, or connecting.</summary>
    Spawn,

    /// <summary>The handshake.</summary>
    Initialize,

    /// <summary>The first list of tools.</summary>
    List,
}
