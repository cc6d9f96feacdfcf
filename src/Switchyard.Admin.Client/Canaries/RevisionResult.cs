using Switchyard.Admin.Client.Changes;

namespace Switchyard.Admin.Client.Canaries;

/// <summary>What became of a revision of several documents.</summary>
/// <param name="Documents">Names of those that differed.</param>
/// <param name="Objects">What changed by it.</param>
/// <param name="Canary">The canary that tries it, or null when all have it.</param>
public sealed record RevisionResult(IReadOnlyList<string> Documents, IReadOnlyList<ObjectChange> Objects, Canary? Canary);
