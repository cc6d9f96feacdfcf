namespace Switchyard.Storage.Limits;

/// <summary>
/// How much of what is available one node gets. What requests wait for is given as far as it goes. What a node wants in advance is given only while there is plenty: an eighth of
/// the rest at most, so that the last of a limit is never lying unused on one node while another has to refuse.
/// </summary>
public static class ShareRule
{
    /// <summary>The part of the rest that a node may take in advance.</summary>
    public const int Part = 8;

    /// <summary>The grant. It is never negative and never more than <paramref name="available"/>, which may be negative when more is in use than a changed limit allows.</summary>
    public static long Grant(long available, long need, long spare)
    {
        var needed = Math.Clamp(need, 0, Math.Max(available, 0));
        return needed + Math.Clamp(spare, 0, Math.Max(available - needed, 0) / Part);
    }
}
