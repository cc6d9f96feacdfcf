namespace Switchyard.Admin.Bundles;

/// <summary>What a bundle may use at most.</summary>
internal sealed record BundleLimitsView(int Calls, long Memory, int Processes, int Files, int Line, int Log);
