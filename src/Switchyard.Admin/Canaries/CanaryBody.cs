namespace Switchyard.Admin.Canaries;

/// <summary>The shape of a canary to be begun, for the API's description; <see cref="RevisionRequest"/> reads it. Either nodes or a percentage.</summary>
/// <param name="Nodes">Names of the nodes that try it.</param>
/// <param name="Percent">How many of the live nodes try it, 1 to 99; at least one does and one does not.</param>
/// <param name="Window">How long it is compared, 1s to 7d.</param>
/// <param name="Promote"><c>auto</c> promotes it at the end of the window; <c>manual</c> leaves that to somebody.</param>
/// <param name="Thresholds">When it is reverted.</param>
internal sealed record CanaryBody(IReadOnlyList<string>? Nodes = null, int? Percent = null, string? Window = null, string? Promote = null, CanaryThresholds? Thresholds = null);
