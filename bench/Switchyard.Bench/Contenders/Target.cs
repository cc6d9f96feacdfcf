namespace Switchyard.Bench.Contenders;

/// <summary>Where load goes and with which headers.</summary>
internal sealed record Target(Uri Url, IReadOnlyList<(string Name, string Value)> Headers);
