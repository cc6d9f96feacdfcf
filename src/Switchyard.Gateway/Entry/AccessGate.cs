using Microsoft.AspNetCore.Http;
using Switchyard.Gateway.Access;
using Switchyard.Gateway.Snapshots;
using Switchyard.Model.Revisions;

namespace Switchyard.Gateway.Entry;

/// <summary>Recognises clients by their access keys for the other endpoints of the data plane, from the snapshot in force, as intercepted requests are.</summary>
public sealed class AccessGate
{
    private readonly GatewaySnapshots _snapshots;
    private readonly TimeProvider _time;

    internal AccessGate(GatewaySnapshots snapshots, TimeProvider time) => (_snapshots, _time) = (snapshots, time);

    /// <summary>Whose request it is.</summary>
    public AccessVerdict Check(IHeaderDictionary headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        return Check(Credentials.Read(headers).Key);
    }

    /// <summary>Whose access key <paramref name="presented"/> is; empty for a client that presented none.</summary>
    public AccessVerdict Check(ReadOnlySpan<char> presented)
    {
        if (presented.IsEmpty)
        {
            return AccessVerdict.Refused(Failures.Failure.MissingKey);
        }

        using var snapshot = _snapshots.Acquire();
        return snapshot.Value.Access.Authenticate(presented, _time.GetUtcNow(), out var failure) is { } actor
            ? new AccessVerdict { UserId = actor.Key.UserId, UserName = actor.User!.Name, AccessKeyId = actor.Key.Id, ExpiresAt = actor.Key.ExpiresAt }
            : AccessVerdict.Refused(failure!);
    }

    /// <summary>The configuration in force. Immutable; not to be kept for longer than a decision takes.</summary>
    public ConfigurationModel Configuration
    {
        get
        {
            using var snapshot = _snapshots.Acquire();
            return snapshot.Value.Source;
        }
    }

    /// <summary>Whether a key that was let in may still be used.</summary>
    public bool IsLive(Guid accessKeyId) => IsLive(accessKeyId, out _);

    /// <summary>As <see cref="IsLive(Guid)"/>, with the first instant at which it is refused by what the snapshot in force says; null for never.</summary>
    public bool IsLive(Guid accessKeyId, out DateTimeOffset? expiresAt)
    {
        using var snapshot = _snapshots.Acquire();
        var actor = snapshot.Value.Access.Find(accessKeyId);
        expiresAt = actor?.Key.ExpiresAt;
        return actor is { IsLive: true } && (expiresAt is not { } end || _time.GetUtcNow() < end);
    }

    /// <summary>Calls <paramref name="handler"/> after each snapshot that was put in force, on the thread that did; it must be quick.</summary>
    public void OnChanged(Action handler) => _snapshots.OnCommitted(handler);
}
