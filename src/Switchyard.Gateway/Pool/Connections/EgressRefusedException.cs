namespace Switchyard.Gateway.Pool.Connections;

/// <summary>A connection was not opened because its address is not allowed. The message names the option that would allow it and is for the operator's log, never for a client.</summary>
public sealed class EgressRefusedException(string message) : IOException(message);
