using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Switchyard.Model.Secrets;

namespace Switchyard.Model.Agents;

/// <summary>
/// What a node and a workspace agent show each other when the node dials, so that neither gets anything from a process that merely listens at the right address. Both know the dial key, which the control plane gives to the agent at
/// its registration. The node proves it first, over a nonce and a time of its own; the agent answers over the same nonce, so that an answer can not be used twice.
/// Proofs are HMAC-SHA256 (RFC 2104) in base64. Ids are written in their canonical form (RFC 9562 §4: lower case, with hyphens), numbers in decimal digits.
/// </summary>
public static class DialProof
{
    /// <summary>Bytes of a dial key, which is base64 on the wire.</summary>
    public const int KeyBytes = 32;

    /// <summary>Bytes of a nonce, which is base64 on the wire.</summary>
    public const int NonceBytes = 32;

    /// <summary>How far the node's clock and the agent's may be apart, in both directions.</summary>
    public static readonly TimeSpan MaxSkew = TimeSpan.FromSeconds(60);

    /// <summary>A new nonce. Each dial has its own.</summary>
    public static string NewNonce() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceBytes));

    /// <summary>Whether <paramref name="value"/> is base64 of <see cref="NonceBytes"/> bytes, written in the one way that encodes them.</summary>
    public static bool IsNonce([NotNullWhen(true)] string? value) => IsBase64(value, NonceBytes);

    /// <summary>Whether <paramref name="value"/> is base64 of <see cref="KeyBytes"/> bytes, written in the one way that encodes them.</summary>
    public static bool IsKey([NotNullWhen(true)] string? value) => IsBase64(value, KeyBytes);

    /// <summary>The node's proof.</summary>
    /// <param name="dialKey">Base64 of <see cref="KeyBytes"/> bytes.</param>
    /// <param name="agentId">Id of the agent that is dialled.</param>
    /// <param name="bootId">Run of the agent that is dialled.</param>
    /// <param name="nonce">As it is sent.</param>
    /// <param name="at">The node's time, in milliseconds since 1970-01-01 UTC.</param>
    /// <exception cref="ArgumentException"><paramref name="dialKey"/> is no key.</exception>
    public static string OfNode(Secret dialKey, Guid agentId, Guid bootId, string nonce, long at) =>
        Sign(dialKey, string.Create(CultureInfo.InvariantCulture, $"switchyard-dial-node\n{agentId:D}\n{bootId:D}\n{nonce}\n{at}"));

    /// <summary>The agent's proof, in its answer to the node.</summary>
    /// <param name="dialKey">Base64 of <see cref="KeyBytes"/> bytes.</param>
    /// <param name="agentId">Id of the agent.</param>
    /// <param name="bootId">Run of the agent.</param>
    /// <param name="nonce">As the node sent it.</param>
    /// <param name="session">The session that the agent gives the node, as it is sent.</param>
    /// <exception cref="ArgumentException"><paramref name="dialKey"/> is no key.</exception>
    public static string OfAgent(Secret dialKey, Guid agentId, Guid bootId, string nonce, string session) =>
        Sign(dialKey, $"switchyard-dial-agent\n{agentId:D}\n{bootId:D}\n{nonce}\n{session}");

    /// <summary>Compares a proof with the one that was sent, in a time that does not tell where they differ.</summary>
    public static bool Matches(string proof, string? sent) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(proof), Encoding.UTF8.GetBytes(sent ?? ""));

    private static string Sign(Secret dialKey, string text)
    {
        ArgumentNullException.ThrowIfNull(dialKey);
        var key = dialKey.Reveal();
        return IsKey(key)
            ? Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(key), Encoding.UTF8.GetBytes(text)))
            : throw new ArgumentException($"A dial key is base64 of {KeyBytes} bytes.", nameof(dialKey));
    }

    private static bool IsBase64([NotNullWhen(true)] string? value, int length)
    {
        Span<byte> bytes = stackalloc byte[length];
        return value is not null && Convert.TryFromBase64String(value, bytes, out var written) && written == length && Convert.ToBase64String(bytes) == value;
    }
}
