namespace Switchyard.Admin.Client.Bundles;

/// <summary>What a bundle may use at most.</summary>
/// <param name="Calls">Calls in flight.</param>
/// <param name="Memory">Bytes of memory of all its processes.</param>
/// <param name="Processes">Processes.</param>
/// <param name="Files">Open files of a process.</param>
/// <param name="Line">Bytes of a message.</param>
/// <param name="Log">Lines of standard error that are kept.</param>
public sealed record BundleLimits(int Calls, long Memory, int Processes, int Files, int Line, int Log);
