using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Switchyard.Storage.Secrets;

namespace Switchyard.Host.Console;

/// <summary>
/// The framework's protection of what it hands to browsers (forms, circuits), by the keys that seal secrets. All nodes of a database have those, so what one node handed out another takes, also after a restart,
/// and there is no second ring of keys to be stored, shared and rotated. docs/decisions/0037-the-console-is-a-client-of-the-api.md
/// </summary>
internal sealed class SealedProtection(SecretSealer sealer, string purpose = "") : IDataProtector
{
    private const string Table = "data_protection";

    /// <inheritdoc />
    public IDataProtector CreateProtector(string purpose1) => new SealedProtection(sealer, Next(purpose, purpose1));

    /// <inheritdoc />
    public byte[] Protect(byte[] plaintext) => sealer.Seal(Table, purpose, Guid.Empty, plaintext.AsSpan());

    /// <inheritdoc />
    public byte[] Unprotect(byte[] protectedData) =>
        sealer.TryOpenBytes(Table, purpose, Guid.Empty, protectedData, out var plaintext) ? plaintext : throw new CryptographicException("It was not protected by these nodes, for another purpose, or altered.");

    // A chain of purposes is one text of fixed length, which no other chain has.
    private static string Next(string before, string next) => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{before.Length}:{before}{next}")));
}
