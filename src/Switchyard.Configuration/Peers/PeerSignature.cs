using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Switchyard.Configuration.Peers;

/// <summary>What a node says of a request to another one, signed: who asks whom for what, when, and with which body.</summary>
/// <param name="From">Who asks.</param>
/// <param name="At">When, by the clock that all nodes share.</param>
/// <param name="Nonce">Makes it the only one of its kind.</param>
/// <param name="BodyHash">SHA-256 of the body, lower-case hexadecimal.</param>
/// <param name="Signature">The signature over these, the addressee and the path.</param>
public sealed record PeerSignature(Guid From, long At, string Nonce, string BodyHash, byte[] Signature)
{
    /// <summary>The header that carries it.</summary>
    public const string Header = "X-Switchyard-Peer";

    private const int Parts = 6;
    private const int MaxLength = 512;
    private const string Version = "1";

    /// <summary>The value of the header.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Version} {From:D} {At} {Nonce} {BodyHash} {Base64Url.EncodeToString(Signature)}");

    /// <summary>Reads the value of the header. False when it is none.</summary>
    public static bool TryParse(string? header, [NotNullWhen(true)] out PeerSignature? signature)
    {
        signature = null;
        if (header is not { Length: <= MaxLength } || header.Split(' ') is not { Length: Parts } parts || parts[0] != Version)
        {
            return false;
        }

        if (!Guid.TryParseExact(parts[1], "D", out var from) || !long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var at) || !Base64Url.IsValid(parts[5]))
        {
            return false;
        }

        signature = new PeerSignature(from, at, parts[3], parts[4], Base64Url.DecodeFromChars(parts[5]));
        return true;
    }
}
