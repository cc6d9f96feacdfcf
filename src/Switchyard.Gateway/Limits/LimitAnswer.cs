namespace Switchyard.Gateway.Limits;

/// <summary>A verdict with its reason.</summary>
/// <param name="Verdict">What is said.</param>
/// <param name="Limit">Name of the limit that said it; null when nothing is refused.</param>
/// <param name="Wait">When it makes sense to try again.</param>
internal readonly record struct LimitAnswer(LimitVerdict Verdict, string? Limit = null, TimeSpan Wait = default)
{
    /// <summary>Whether the request may run.</summary>
    public bool IsAdmitted => Verdict == LimitVerdict.Admitted;

    /// <summary>Whether the node has to ask first.</summary>
    public bool IsOpen => Verdict == LimitVerdict.Ask;
}
