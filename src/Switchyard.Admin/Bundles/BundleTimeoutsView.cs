namespace Switchyard.Admin.Bundles;

/// <summary>How long the steps of a bundle may take, as durations such as <c>30s</c>; a start that is null has the time of its type.</summary>
internal sealed record BundleTimeoutsView(string? Start, string Drain, string Gap, string Eof, string Term, string Call);
