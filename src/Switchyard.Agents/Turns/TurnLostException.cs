namespace Switchyard.Agents.Turns;

/// <summary>The turn is not this node's any more.</summary>
internal sealed class TurnLostException : Exception;
