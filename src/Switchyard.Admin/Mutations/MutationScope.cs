using Switchyard.Admin.SignIn;
using Switchyard.Hub.Changes;
using Switchyard.Storage.Audit;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Mutations;

/// <summary>What a use case works with inside its transaction.</summary>
/// <param name="Session">The transaction.</param>
/// <param name="Actor">Who does it.</param>
/// <param name="Options">How it is to be done.</param>
/// <param name="Now">The one instant of everything it writes, in whole milliseconds.</param>
internal sealed record MutationScope(SqlSession Session, Operator Actor, MutationOptions Options, DateTimeOffset Now)
{
    /// <summary>What is to be told besides the change of the draft, or instead of one: events of streams that are no revisions, and the audit rows of what they tell. A dry run tells nothing.</summary>
    public Notices Notices { get; } = new();

    /// <summary>An audit row in the name of <see cref="Actor"/>.</summary>
    public AuditEntry Audit(string action, string entityType, Guid entityId, string entityName) => new()
    {
        Action = action,
        ActorKind = Actor.Kind,
        ActorId = Actor.Id.ToString("D"),
        ActorName = Actor.Name,
        EntityType = entityType,
        EntityId = entityId.ToString("D"),
        EntityName = entityName,
    };
}
