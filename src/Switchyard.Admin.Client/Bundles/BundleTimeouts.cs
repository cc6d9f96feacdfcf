namespace Switchyard.Admin.Client.Bundles;

/// <summary>How long the steps of a bundle may take, as durations such as <c>30s</c>.</summary>
/// <param name="Start">From the start to the first tool list; null for the time of its type.</param>
/// <param name="Drain">How long calls in flight may go on after a swap.</param>
/// <param name="Gap">How long calls wait while an exclusive bundle is between two processes.</param>
/// <param name="Eof">From the end of standard input to SIGTERM.</param>
/// <param name="Term">From SIGTERM to SIGKILL.</param>
/// <param name="Call">One call of a tool.</param>
public sealed record BundleTimeouts(string? Start, string Drain, string Gap, string Eof, string Term, string Call);
