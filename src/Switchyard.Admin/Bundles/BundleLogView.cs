namespace Switchyard.Admin.Bundles;

/// <summary>A line of a bundle's standard error, or of what its supervision did.</summary>
internal sealed record BundleLogView(DateTimeOffset At, long Generation, string Text);
