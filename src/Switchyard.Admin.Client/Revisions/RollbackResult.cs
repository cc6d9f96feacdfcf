using Switchyard.Admin.Client.Changes;

namespace Switchyard.Admin.Client.Revisions;

/// <summary>What a rollback did.</summary>
/// <param name="RestoredRevision">The revision whose documents and providers are back.</param>
/// <param name="Objects">What changed by it.</param>
/// <param name="Left">What differs from that revision and stays, because a file owns it.</param>
/// <param name="SecretsGone">What had a secret then that is erased now; it needs a new one.</param>
public sealed record RollbackResult(long RestoredRevision, IReadOnlyList<ObjectChange> Objects, IReadOnlyList<LeftObject> Left, IReadOnlyList<GoneSecret> SecretsGone);
