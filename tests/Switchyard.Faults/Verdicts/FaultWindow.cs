namespace Switchyard.Faults.Verdicts;

/// <summary>While something was done to some nodes.</summary>
/// <param name="Fault">What.</param>
/// <param name="Nodes">To whom.</param>
/// <param name="Hindered">Whom it may keep from being up to date.</param>
/// <param name="From">Since when.</param>
/// <param name="To">Until when.</param>
internal sealed record FaultWindow(string Fault, IReadOnlyList<string> Nodes, IReadOnlyList<string> Hindered, TimeSpan From, TimeSpan To)
{
    /// <summary>Whether it was done to <paramref name="name"/>, or hindered it, at some moment between two times.</summary>
    public bool Touches(string name, TimeSpan from, TimeSpan to) => (Nodes.Contains(name) || Hindered.Contains(name)) && From <= to && To >= from;

    /// <summary>Whether it was done to <paramref name="node"/> at some moment between two times.</summary>
    public bool Meets(string node, TimeSpan from, TimeSpan to) => Nodes.Contains(node) && From <= to && To >= from;
}
