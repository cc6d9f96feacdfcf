namespace Switchyard.Gateway.Exchanges;

/// <summary>Why a running call was stopped by somebody else than its upstream.</summary>
internal enum EndReason
{
    /// <summary>It was not.</summary>
    None = 0,

    /// <summary>The upstream sent no headers in time; another attempt may follow.</summary>
    HeadersTimeout,

    /// <summary>The upstream fell silent within its answer.</summary>
    UpstreamSilent,

    /// <summary>The client takes nothing any more.</summary>
    ClientStalled,

    /// <summary>The client went away.</summary>
    ClientGone,

    /// <summary>The access key was revoked or its user disabled.</summary>
    AccessRevoked,

    /// <summary>The provider or the key it uses was retired by a cut.</summary>
    Cut,

    /// <summary>The provider was superseded and the ceiling of its drain is reached.</summary>
    DrainCeiling,

    /// <summary>The node stops and the time for running requests is over.</summary>
    ShuttingDown,

    /// <summary>A module of the pipeline did not say how the request goes on.</summary>
    ModuleSilent,
}
