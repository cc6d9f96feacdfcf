namespace Switchyard.Admin.Client.Bundles;

/// <summary>A line of a bundle's standard error, or of what its supervision did.</summary>
/// <param name="At">When it was read.</param>
/// <param name="Generation">Incarnation that wrote it.</param>
/// <param name="Text">The line, secrets replaced.</param>
public sealed record BundleLogLine(DateTimeOffset At, long Generation, string Text);
