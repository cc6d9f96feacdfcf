namespace Switchyard.Host.Serving;

/// <summary>The few defaults in which <c>serve</c> and <c>demo</c> differ.</summary>
/// <param name="DataDirectory">Data directory where neither flag nor environment names one.</param>
/// <param name="EgressAllow">Special addresses allowed where neither flag nor environment says so.</param>
internal sealed record ServeDefaults(string DataDirectory, IReadOnlyList<string> EgressAllow);
