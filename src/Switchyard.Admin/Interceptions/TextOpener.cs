using System.Security.Cryptography;
using System.Text;
using Switchyard.Storage.Recording;
using Switchyard.Storage.Secrets;

namespace Switchyard.Admin.Interceptions;

/// <summary>Opens the recorded texts of one interception for a caller who may read them.</summary>
internal sealed class TextOpener
{
    private readonly Guid _interception;
    private readonly TextSealer? _sealer;
    private readonly bool _mayRead;

    /// <summary>Opens with the key of the interception's life, itself sealed by the key ring.</summary>
    public TextOpener(SecretSealer ring, InterceptionRow row, byte[]? sealedKey, bool mayRead)
    {
        _interception = row.Id;
        _mayRead = mayRead;
        var place = SealedColumns.RecordingLives;
        if (mayRead && sealedKey is not null && ring.TryOpenBytes(place.Table, place.Column, row.LifeId, sealedKey, out var key) && key.Length == TextSealer.KeyBytes)
        {
            _sealer = new TextSealer(key);
        }
    }

    public TextView View(RecordedText kind, int position, byte[]? value, string? hash, bool truncated)
    {
        if (value is null)
        {
            return new TextView { Sha256 = hash, Truncated = truncated, Withheld = "hash_only" };
        }

        if (!_mayRead)
        {
            return new TextView { Truncated = truncated, Withheld = "not_allowed" };
        }

        if (_sealer?.Open(_interception, kind, position, value) is not { } bytes)
        {
            return new TextView { Truncated = truncated, Withheld = "unreadable" };
        }

        var text = Encoding.UTF8.GetString(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return new TextView { Text = text, Truncated = truncated };
    }
}
