using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Switchyard.Storage.Secrets;

/// <summary>The keys that seal data keys: the first seals, all open. Each is 32 random bytes.</summary>
public sealed class SecretKeyRing
{
    /// <summary>Length of a key in bytes.</summary>
    public const int KeyBytes = 32;

    /// <summary>Length of a key's id in bytes; in text it is twice as many hexadecimal digits.</summary>
    public const int KeyIdBytes = 8;

    private static readonly byte[] IdDomain = "switchyard.secret-key-id.v1"u8.ToArray();

    private readonly byte[][] _keys;
    private readonly byte[][] _ids;

    private SecretKeyRing(byte[][] keys)
    {
        _keys = keys;
        _ids = Array.ConvertAll(keys, IdOf);
        KeyIds = Array.ConvertAll(_ids, Convert.ToHexStringLower);
    }

    /// <summary>Ids of the keys in order, 16 lower-case hexadecimal digits each; the first seals. An id gives nothing away about its key.</summary>
    public IReadOnlyList<string> KeyIds { get; }

    /// <summary>Id of the key that seals.</summary>
    public string SealingKeyId => KeyIds[0];

    internal ReadOnlySpan<byte> SealingKey => _keys[0];

    internal IReadOnlyList<byte[]> Keys => _keys;

    internal ReadOnlySpan<byte> SealingKeyIdBytes => _ids[0];

    /// <summary>Reads a list of Base64 keys separated by commas; white space around a key is ignored.</summary>
    /// <param name="text">The list.</param>
    /// <param name="source">What to call it in an error, for example <c>SWITCHYARD_SECRET_KEYS</c>.</param>
    /// <exception cref="SecretKeyException">A key is not Base64 of 32 bytes or is there twice; every such position (from 1) is named, no text.</exception>
    public static SecretKeyRing Parse(string text, string source = "SWITCHYARD_SECRET_KEYS")
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        var keys = new List<byte[]>(parts.Length);
        var faults = new List<string>();
        for (var index = 0; index < parts.Length; index++)
        {
            if (Fault(parts[index], keys, out var key) is { } fault)
            {
                faults.Add($"key {index + 1} {fault}");
            }
            else
            {
                keys.Add(key);
            }
        }

        return faults.Count == 0 ? new SecretKeyRing([.. keys]) : throw new SecretKeyException($"{source}: {string.Join("; ", faults)}.");
    }

    /// <summary>Makes a ring with one new random key.</summary>
    public static SecretKeyRing Create() => new([RandomNumberGenerator.GetBytes(KeyBytes)]);

    /// <summary>
    /// Reads the keys from the file at <paramref name="path"/>, in the form of <see cref="Parse"/>; without the file, makes one key and the file, readable by its owner only.
    /// Processes that start at once end with the same key.
    /// </summary>
    /// <exception cref="SecretKeyException">The file can not be read or made, others than its owner may read it, or its content is wrong.</exception>
    public static SecretKeyRing LoadOrCreateFile(string path)
    {
        try
        {
            if (!File.Exists(path))
            {
                CreateFile(path);
            }

            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)) != UnixFileMode.None)
            {
                throw new SecretKeyException($"{path}: others than its owner may read it; run: chmod 600 {path}");
            }

            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new SecretKeyException($"{path}: {failure.Message}", failure);
        }
    }

    /// <summary>Whether a key of this id is in the ring.</summary>
    public bool Contains(string keyId) => KeyIds.Contains(keyId, StringComparer.Ordinal);

    internal bool TryFind(ReadOnlySpan<byte> keyId, out ReadOnlySpan<byte> key)
    {
        for (var index = 0; index < _ids.Length; index++)
        {
            if (keyId.SequenceEqual(_ids[index]))
            {
                key = _keys[index];
                return true;
            }
        }

        key = default;
        return false;
    }

    private static string? Fault(string part, List<byte[]> earlier, out byte[] key)
    {
        key = [];
        if (part.Length == 0)
        {
            return "is empty";
        }

        if (!Base64.IsValid(part, out var length))
        {
            return "is not Base64";
        }

        if (length != KeyBytes)
        {
            return $"has {length} bytes instead of {KeyBytes}";
        }

        key = Convert.FromBase64String(part);
        foreach (var other in earlier)
        {
            if (CryptographicOperations.FixedTimeEquals(other, key))
            {
                return "is there twice";
            }
        }

        return null;
    }

    private static void CreateFile(string path)
    {
        // Written aside and moved into place whole, so that nobody ever reads half a key; the move does not replace a file that another process was quicker to make.
        var aside = $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyIdBytes))}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(aside, options))
        {
            file.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)) + "\n"));
            file.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(aside, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(aside);
        }
    }

    private static byte[] IdOf(byte[] key)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(IdDomain);
        hash.AppendData(key);
        return hash.GetHashAndReset()[..KeyIdBytes];
    }
}
