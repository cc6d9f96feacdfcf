using Switchyard.Admin.Plans;

namespace Switchyard.Admin.Revisions;

/// <summary>What a rollback did.</summary>
/// <param name="RestoredRevision">The revision whose documents and providers are back.</param>
/// <param name="Objects">What changed by it, secrets masked.</param>
/// <param name="Left">What differs from that revision and stays, because a file owns it: section, name, and the place in the file.</param>
/// <param name="SecretsGone">What had a secret then that is erased now. It stays in error until it is given a new one.</param>
internal sealed record RollbackView(
    long RestoredRevision, IReadOnlyList<ObjectChangeView> Objects, IReadOnlyList<LeftObjectView> Left, IReadOnlyList<GoneSecretView> SecretsGone);
