namespace Switchyard.Storage.Secrets;

/// <summary>
/// Where things lie in a sealed value, format 1:
/// <code>
/// offset  length
///      0       1  format version, 1
///      1       8  id of the ring key that seals the data key
///      9      12  nonce ┐
///     21      32  data key, sealed by the ring key
///     53      16  tag   ┘
///     69      12  nonce ┐
///     81      16  tag   │ payload, sealed by the data key
///     97       n  text  ┘
/// </code>
/// Rotation replaces bytes 1 to 68 and touches nothing after them.
/// </summary>
internal static class SealedLayout
{
    public const byte Version = 1;
    public const int NonceBytes = 12;
    public const int TagBytes = 16;
    public const int KeyId = 1;
    public const int WrapNonce = KeyId + SecretKeyRing.KeyIdBytes;
    public const int WrappedKey = WrapNonce + NonceBytes;
    public const int WrapTag = WrappedKey + SecretKeyRing.KeyBytes;
    public const int Nonce = WrapTag + TagBytes;
    public const int Tag = Nonce + NonceBytes;
    public const int Payload = Tag + TagBytes;

    /// <summary>Whether <paramref name="value"/> is long enough and of the version known here.</summary>
    public static bool IsWellFormed(ReadOnlySpan<byte> value) => value.Length >= Payload && value[0] == Version;
}
