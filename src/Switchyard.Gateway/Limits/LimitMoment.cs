namespace Switchyard.Gateway.Limits;

/// <summary>The circumstances under which limits are asked.</summary>
/// <param name="Now">Ticks of the monotonic clock.</param>
/// <param name="ShareOf">0: what this node holds decides. Otherwise nobody can be asked for more, and the node goes by its share: one of so many.</param>
/// <param name="IsFinal">Whether the request has waited long enough: what is open now stays open.</param>
internal readonly record struct LimitMoment(long Now, int ShareOf = 0, bool IsFinal = false)
{
    /// <summary>The share of <paramref name="whole"/> of a node on its own; never nothing.</summary>
    public int Of(int whole) => whole == 0 ? 0 : Math.Max(1, (whole + ShareOf - 1) / ShareOf);
}
