namespace Switchyard.Histories.Checks;

/// <summary>One thing that is wrong.</summary>
/// <param name="Verdict">What.</param>
/// <param name="Actor">In whose history, or empty for all of them.</param>
/// <param name="Line">Number of the entry in it, from 1; 0 for the history as a whole.</param>
/// <param name="Text">For people.</param>
public sealed record Finding(Verdict Verdict, string Actor, int Line, string Text)
{
    /// <inheritdoc />
    public override string ToString() => $"{Verdict} {Actor}:{Line}: {Text}";
}
