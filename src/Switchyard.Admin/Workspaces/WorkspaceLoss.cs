using Switchyard.Hub.Changes;
using Switchyard.Storage.Audit;

namespace Switchyard.Admin.Workspaces;

/// <summary>A record that went with its workspace.</summary>
/// <param name="Audit">What the audit log says of it.</param>
/// <param name="Image">What the history keeps of it.</param>
internal sealed record WorkspaceLoss(AuditEntry Audit, RecordImage Image);
