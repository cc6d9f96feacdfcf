namespace Switchyard.Simulator.Requests;

/// <summary>One call of a tool the simulated model makes.</summary>
internal sealed record ToolCall(string Id, string Name, string Arguments)
{
    /// <summary>The arguments in the pieces in which a stream carries them.</summary>
    public IEnumerable<string> Fragments => Arguments.Chunk(9).Select(piece => new string(piece));
}
