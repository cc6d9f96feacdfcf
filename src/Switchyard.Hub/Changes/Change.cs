using Switchyard.Hub.Streams;
using Switchyard.Storage.Audit;

namespace Switchyard.Hub.Changes;

/// <summary>One change of the configuration, as it is told to nodes, receivers of events and the audit log.</summary>
/// <param name="Signal">The named stream of what changed, for example <see cref="HubStreams.AiProvidersChanged"/>.</param>
/// <param name="Event">The one event of the change.</param>
/// <param name="Audit">One entry or more, in the order in which they are to be read.</param>
public sealed record Change(string Signal, HubEvent Event, IReadOnlyList<AuditEntry> Audit)
{
    /// <summary>Where the change was made: one of <see cref="ChangeOrigins"/>.</summary>
    public string Origin { get; init; } = ChangeOrigins.Database;

    /// <summary>What its author said about it; may be empty.</summary>
    public string Comment { get; init; } = "";

    /// <summary>What changed, a JSON list, secrets masked.</summary>
    public string DiffJson { get; init; } = "[]";

    /// <summary>What the changed records are now, and were.</summary>
    public IReadOnlyList<RecordImage> Images { get; init; } = [];

    /// <summary>A change of a record, its event named after the signal, with its audit entries.</summary>
    public static Change Of(string signal, HubAction action, Guid entityId, params IReadOnlyList<AuditEntry> audit) =>
        new(signal, new HubEvent(signal, action, entityId.ToString()), audit);
}
