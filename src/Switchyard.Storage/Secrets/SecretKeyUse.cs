namespace Switchyard.Storage.Secrets;

/// <summary>How many values of one column one key seals.</summary>
/// <param name="Column">The column.</param>
/// <param name="KeyId">Id of the key, 16 hexadecimal digits; <c>erased</c> for values that were erased.</param>
/// <param name="Count">Number of values.</param>
/// <param name="InRing">Whether this node has the key.</param>
/// <param name="Seals">Whether it is the key that seals new values.</param>
public sealed record SecretKeyUse(SealedColumn Column, string KeyId, long Count, bool InRing, bool Seals)
{
    /// <summary>True when values are sealed by a key that this node does not have: it was retired too early, and until it is back they can not be opened.</summary>
    public bool IsLost => !InRing && KeyId != SecretRotation.Erased;
}
