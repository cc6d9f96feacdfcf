namespace Switchyard.Simulator.Dialects;

/// <summary>An error answer the simulated API gives by itself.</summary>
internal sealed record Refusal(int StatusCode, string Message);
