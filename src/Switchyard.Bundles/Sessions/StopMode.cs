namespace Switchyard.Bundles.Sessions;

/// <summary>How a server is ended.</summary>
internal enum StopMode
{
    /// <summary>Standard input is closed, then SIGTERM, then SIGKILL, each after its time; a remote session is closed as the protocol says.</summary>
    Orderly,

    /// <summary>SIGKILL to everything of it; a remote connection is dropped.</summary>
    Now,
}
