using System.Reflection;
using System.Text;
using Switchyard.Configuration.Reloading;
using Switchyard.Storage.Nodes;

namespace Switchyard.Configuration.Nodes;

/// <summary>What this node says of itself.</summary>
public sealed class NodeSelf(NodeIdentity identity, ConfigurationStatus status, IEnumerable<INodeFacts> facts, TimeProvider time, NodeAddress? address = null)
{
    private static readonly string ProductVersion = Assembly.GetExecutingAssembly().GetName().Version!.ToString(3);

    private readonly INodeFacts[] _facts = [.. facts];
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    /// <summary>Id of the node.</summary>
    public Guid Id => identity.Id;

    /// <summary>Its report now.</summary>
    public NodeRow Row()
    {
        var state = status.State;
        return new NodeRow
        {
            Id = identity.Id,
            Name = identity.Name,
            StartedAt = _startedAt,
            SeenAt = time.GetUtcNow(),
            Revision = state.Applied?.Revision ?? 0,
            Epoch = state.Applied?.Epoch ?? Guid.Empty,
            Hash = state.Applied?.Hash ?? "",
            State = NodeStates.Of(state),
            RejectedRevision = state.RejectedRevision,
            RejectsDocuments = state.RejectsDocuments,
            Reason = state.RejectedReason ?? state.ReadFailure,
            Version = ProductVersion,
            Advertise = address?.Value?.ToString(),
            ReportJson = Encoding.UTF8.GetString(NodeFactsJson.Write(_facts).Span),
        };
    }
}
