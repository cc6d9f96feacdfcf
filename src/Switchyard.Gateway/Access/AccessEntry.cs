using System.Collections.Frozen;
using Switchyard.Gateway.Limits;
using Switchyard.Model.Access;

namespace Switchyard.Gateway.Access;

/// <summary>An access key with its owner, ready for the request path.</summary>
internal sealed class AccessEntry
{
    private readonly FrozenSet<string>? _keyGrants;
    private readonly FrozenSet<string>? _userGrants;

    /// <summary>Binds a key to its user; null when the user is gone.</summary>
    public AccessEntry(AccessKeyConfig key, UserConfig? user, LimitRule[] keyLimits, LimitRule[] userLimits)
    {
        Key = key;
        User = user;
        KeyLimits = keyLimits;
        UserLimits = userLimits;
        _keyGrants = key.Providers?.ToFrozenSet(StringComparer.Ordinal);
        _userGrants = user?.Providers?.ToFrozenSet(StringComparer.Ordinal);
        UserIdText = key.UserId.ToString();
    }

    /// <summary>The key.</summary>
    public AccessKeyConfig Key { get; }

    /// <summary>Its owner.</summary>
    public UserConfig? User { get; }

    /// <summary>The owner's id as header text.</summary>
    public string UserIdText { get; }

    /// <summary>Limits of this key.</summary>
    public LimitRule[] KeyLimits { get; }

    /// <summary>Limits of its owner.</summary>
    public LimitRule[] UserLimits { get; }

    /// <summary>Whether the key may be used at all, expiry aside.</summary>
    public bool IsLive => Key.Enabled && User is { Enabled: true };

    /// <summary>Whether it may use the provider: both its own and its user's grants must have it.</summary>
    public bool MayUse(string provider) => (_keyGrants is null || _keyGrants.Contains(provider)) && (_userGrants is null || _userGrants.Contains(provider));
}
