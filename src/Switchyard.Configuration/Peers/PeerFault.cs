namespace Switchyard.Configuration.Peers;

/// <summary>Why another node gave no answer.</summary>
public enum PeerFault
{
    /// <summary>It does not say where it can be reached.</summary>
    NoAddress,

    /// <summary>The clock that nodes share is not known yet, so nothing can be signed.</summary>
    NoClock,

    /// <summary>There is no way to it, or it broke, or what answers there can not say for now.</summary>
    NotReached,

    /// <summary>What answers there does not take this node for one: it is another system's, or has other keys.</summary>
    NotTrusted,

    /// <summary>It says that it has not what is asked for.</summary>
    Refused,
}
