namespace Switchyard.Hub.States;

/// <summary>What leads from one state to another.</summary>
/// <param name="Set">Objects that are new or have another content.</param>
/// <param name="Removed">Objects that are gone.</param>
public sealed record StateChange(IReadOnlyList<StateObject> Set, IReadOnlyList<StateObject> Removed)
{
    /// <summary>Nothing.</summary>
    public static StateChange None { get; } = new([], []);

    /// <summary>Number of objects.</summary>
    public int Count => Set.Count + Removed.Count;

    /// <summary>About how many bytes it takes on the wire.</summary>
    public long Bytes => Set.Sum(static item => (long)item.Value.Length) + (64L * Count);
}
