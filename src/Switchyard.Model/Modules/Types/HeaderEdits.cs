namespace Switchyard.Model.Modules.Types;

/// <summary>Edits of the headers of one message, made in this order: remove, set, append.</summary>
public sealed record HeaderEdits
{
    /// <summary>No edits.</summary>
    public static HeaderEdits None { get; } = new();

    /// <summary>Names of headers to take away.</summary>
    public IReadOnlyList<string> Remove { get; init; } = [];

    /// <summary>Headers that have exactly this value afterwards.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Set { get; init; } = [];

    /// <summary>Values to add to those a header has.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Append { get; init; } = [];

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsEmpty => Remove.Count + Set.Count + Append.Count == 0;
}
