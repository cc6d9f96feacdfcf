using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Switchyard.Admin.Federation;

/// <summary>A key of the issuer (RFC 7517). Only signatures by its private half are taken: no shared secrets, and no <c>none</c>.</summary>
internal sealed class SigningKey
{
    private readonly JsonElement _key;

    private SigningKey(JsonElement key) => _key = key;

    /// <summary>Its id, or null.</summary>
    public string? Id => Text("kid");

    /// <summary>The keys of a set that sign; those of kinds that are not known here are left out.</summary>
    public static IReadOnlyList<SigningKey> ReadSet(JsonElement set) =>
        set.ValueKind == JsonValueKind.Object && set.TryGetProperty("keys", out var keys) && keys.ValueKind == JsonValueKind.Array
            ? [.. keys.EnumerateArray().Where(static key => key.ValueKind == JsonValueKind.Object).Select(static key => new SigningKey(key.Clone())).Where(static key => key.Text("use") is null or "sig" && key.Text("kty") is "RSA" or "EC")]
            : [];

    /// <summary>Whether <paramref name="signature"/> is of this key, by an algorithm that fits it.</summary>
    public bool Verifies(string? algorithm, byte[] signed, byte[] signature)
    {
        try
        {
            return (algorithm, Text("kty")) switch
            {
                ("RS256", "RSA") => Rsa(signed, signature, RSASignaturePadding.Pkcs1),
                ("PS256", "RSA") => Rsa(signed, signature, RSASignaturePadding.Pss),
                ("ES256", "EC") when Text("crv") == "P-256" => Ecdsa(signed, signature),
                _ => false,
            };
        }
        catch (Exception broken) when (broken is CryptographicException or FormatException or ArgumentException)
        {
            // A key that is none verifies nothing.
            return false;
        }
    }

    private bool Rsa(byte[] signed, byte[] signature, RSASignaturePadding padding)
    {
        using var rsa = RSA.Create(new RSAParameters { Modulus = Bytes("n"), Exponent = Bytes("e") });
        return rsa.KeySize >= 2048 && rsa.VerifyData(signed, signature, HashAlgorithmName.SHA256, padding);
    }

    private bool Ecdsa(byte[] signed, byte[] signature)
    {
        using var ecdsa = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Bytes("x"), Y = Bytes("y") } });
        return ecdsa.VerifyData(signed, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private byte[] Bytes(string name) => Base64Url.DecodeFromChars(Text(name) ?? throw new FormatException());

    private string? Text(string name) => _key.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
