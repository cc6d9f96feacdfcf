namespace Switchyard.Simulator.Requests;

/// <summary>One call of a tool the simulated model makes.</summary>
internal sealed record ToolCall(string Id, string Name, string Arguments)
{
    /// <summary>The whole id, where it is not of the dialect's form.</summary>
    public string? WholeId { get; init; }

    /// <summary>The id as it is sent.</summary>
    public string IdWith(string prefix) => WholeId ?? prefix + Id;

    /// <summary>The name in <paramref name="count"/> pieces.</summary>
    public IEnumerable<string> NamePieces(int count) => count < 2 ? [Name] : Name.Chunk((Name.Length + count - 1) / count).Select(piece => new string(piece));

    /// <summary>The arguments in the pieces in which a stream carries them.</summary>
    public IEnumerable<string> Fragments => Arguments.Chunk(9).Select(piece => new string(piece));
}
