using Switchyard.Gateway.Failures;

namespace Switchyard.Gateway.Exchanges;

/// <summary>What the client is told for each <see cref="EndReason"/>.</summary>
internal static class EndReasons
{
    /// <summary>The failure, or null where there is nobody to tell.</summary>
    public static Failure? FailureOf(EndReason reason) => reason switch
    {
        EndReason.HeadersTimeout => Failure.UpstreamTimeout,
        EndReason.UpstreamSilent => Failure.StreamSilent,
        EndReason.AccessRevoked => Failure.AccessRevoked,
        EndReason.Cut => Failure.ProviderRetired,
        EndReason.DrainCeiling => Failure.DrainCeiling,
        EndReason.ShuttingDown => Failure.ShuttingDown,
        EndReason.ModuleSilent => Failure.ModuleTimeout,
        _ => null,
    };
}
