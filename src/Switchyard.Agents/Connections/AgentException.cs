namespace Switchyard.Agents.Connections;

/// <summary>An expected failure on the way to an agent.</summary>
internal sealed class AgentException(AgentFault fault, Exception? inner = null) : Exception(fault.Message, inner)
{
    /// <summary>What can be told of it.</summary>
    public AgentFault Fault { get; } = fault;
}
