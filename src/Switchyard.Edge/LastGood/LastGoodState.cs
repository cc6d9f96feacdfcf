using Switchyard.Edge.Serving;

namespace Switchyard.Edge.LastGood;

/// <summary>What an edge finds on its disk when it starts.</summary>
/// <param name="GatewayId">The gateway it is.</param>
/// <param name="Gateway">Name of the gateway.</param>
/// <param name="Serving">The state that served last.</param>
/// <param name="ContactAt">Wall time of the last contact that is known.</param>
internal sealed record LastGoodState(Guid GatewayId, string Gateway, ServingState Serving, DateTimeOffset ContactAt)
{
    /// <summary>Least time without contact, from the process before.</summary>
    public TimeSpan Silence { get; init; }
}
