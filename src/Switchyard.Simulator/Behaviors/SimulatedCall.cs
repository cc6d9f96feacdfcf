namespace Switchyard.Simulator.Behaviors;

/// <summary>A call of one tool that the simulated model makes by order.</summary>
/// <param name="Name">The tool, whether the request declares it or not.</param>
/// <param name="Arguments">Its arguments as the model writes them; need not be valid JSON where the dialect has them as text.</param>
/// <param name="Id">The whole id of the call, which may be empty; null for one of the dialect's form.</param>
public sealed record SimulatedCall(string Name, string Arguments = "{}", string? Id = null);
