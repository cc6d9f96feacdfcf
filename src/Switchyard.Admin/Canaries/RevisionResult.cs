using Switchyard.Admin.Plans;

namespace Switchyard.Admin.Canaries;

/// <summary>What became of a revision of several documents.</summary>
/// <param name="Documents">Names of those that differed.</param>
/// <param name="Objects">What changed by it, secrets masked.</param>
/// <param name="Canary">The canary that tries it, or null when all have it.</param>
internal sealed record RevisionResult(IReadOnlyList<string> Documents, IReadOnlyList<ObjectChangeView> Objects, CanaryView? Canary);
