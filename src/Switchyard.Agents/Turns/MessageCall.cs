namespace Switchyard.Agents.Turns;

/// <summary>A call that a model made.</summary>
internal sealed record MessageCall(string Id, string Name, string Arguments);
