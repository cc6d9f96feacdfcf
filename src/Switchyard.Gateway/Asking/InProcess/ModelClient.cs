using Switchyard.Gateway.Access;
using Switchyard.Gateway.Pipeline;
using Switchyard.Gateway.Snapshots;

namespace Switchyard.Gateway.Asking.InProcess;

/// <summary>Asks models by requests to the data plane of this process.</summary>
internal sealed class ModelClient(GatewaySnapshots snapshots, DataPlane plane) : IModelClient
{
    /// <inheritdoc />
    public IModelVisit Begin(Guid accessKeyId) => new ModelVisit(snapshots.Acquire(), new InProcessActor(accessKeyId), plane);
}
