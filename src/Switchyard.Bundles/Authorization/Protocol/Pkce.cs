using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Switchyard.Model.Secrets;

namespace Switchyard.Bundles.Authorization.Protocol;

/// <summary>What only who began a sign-in knows (RFC 7636, RFC 6749 §10.12).</summary>
internal static class Pkce
{
    /// <summary>256 random bits as a text that may stand in an address.</summary>
    public static Secret New() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    /// <summary>The S256 challenge of a verifier.</summary>
    public static string Challenge(Secret verifier) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier.Reveal())));

    /// <summary>What a state is looked up by.</summary>
    public static string Hash(Secret state) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state.Reveal())));
}
