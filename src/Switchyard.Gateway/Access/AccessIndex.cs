using System.Collections.Frozen;
using System.Security.Cryptography;
using Switchyard.Gateway.Failures;
using Switchyard.Gateway.Limits;
using Switchyard.Model.Access;
using Switchyard.Model.Limits;
using Switchyard.Model.Revisions;

namespace Switchyard.Gateway.Access;

/// <summary>All access keys of a configuration by id. Rebuilt only when keys, users or limits change.</summary>
internal sealed class AccessIndex
{
    // Stands in for a key that does not exist, so that an unknown id costs the same comparison as a wrong secret.
    private static readonly byte[] Nobody = new byte[SHA256.HashSizeInBytes];

    private readonly FrozenDictionary<Guid, AccessEntry> _entries;
    private readonly ConfigurationModel? _source;

    private AccessIndex(FrozenDictionary<Guid, AccessEntry> entries, ConfigurationModel? source)
    {
        _entries = entries;
        _source = source;
    }

    /// <summary>No keys.</summary>
    public static AccessIndex Empty { get; } = new(FrozenDictionary<Guid, AccessEntry>.Empty, null);

    /// <summary>How many keys there are.</summary>
    public int Count => _entries.Count;

    /// <summary>The index of <paramref name="model"/>, which is <paramref name="current"/> itself when nothing in it changed.</summary>
    public static AccessIndex Build(ConfigurationModel model, LimitCounters counters, AccessIndex current)
    {
        if (current._source is { } source && Same(source.AccessKeys, model.AccessKeys) && Same(source.Users, model.Users) && Same(source.Limits, model.Limits))
        {
            return current;
        }

        var users = model.Users.ToDictionary(static user => user.Id);
        var entries = new Dictionary<Guid, AccessEntry>(model.AccessKeys.Count);
        foreach (var key in model.AccessKeys)
        {
            var user = users.GetValueOrDefault(key.UserId);
            entries[key.Id] = new AccessEntry(
                key,
                user,
                counters.Bind(model.Limits, LimitScope.AccessKey, key.Id, key.Id.ToString()),
                counters.Bind(model.Limits, LimitScope.User, key.UserId, user?.Name ?? ""));
        }

        return new AccessIndex(entries.ToFrozenDictionary(), model);
    }

    /// <summary>The key with this id, or null.</summary>
    public AccessEntry? Find(Guid keyId) => _entries.GetValueOrDefault(keyId);

    /// <summary>Recognises a presented key. An unknown id and a wrong secret take the same way and end in the same answer.</summary>
    public AccessEntry? Authenticate(ReadOnlySpan<char> presented, DateTimeOffset utcNow, out Failure? failure)
    {
        failure = Failure.InvalidKey;
        if (!AccessToken.TryReadId(presented, AccessToken.AccessKeyPrefix, out var id))
        {
            return null;
        }

        var entry = _entries.GetValueOrDefault(id);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        AccessToken.Hash(presented, hash);
        var matches = CryptographicOperations.FixedTimeEquals(hash, entry is null ? Nobody : entry.Key.Hash.Span);
        return matches ? Admit(id, utcNow, out failure) : null;
    }

    /// <summary>The key with this id, if it could be used now by whoever has its secret; or why not, in the same words.</summary>
    public AccessEntry? Admit(Guid keyId, DateTimeOffset utcNow, out Failure? failure)
    {
        var entry = Find(keyId);
        if (entry is null || !entry.Key.Enabled || (entry.Key.ExpiresAt is { } end && utcNow >= end))
        {
            failure = Failure.InvalidKey;
            return null;
        }

        failure = entry.User is { Enabled: true } ? null : Failure.UserDisabled;
        return failure is null ? entry : null;
    }

    private static bool Same<T>(IReadOnlyList<T> one, IReadOnlyList<T> two) => ReferenceEquals(one, two) || one.SequenceEqual(two);
}
