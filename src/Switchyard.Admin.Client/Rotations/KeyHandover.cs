using Switchyard.Admin.Client.Changes;
using Switchyard.Admin.Client.ProviderKeys;
using Switchyard.Admin.Client.Rollout;

namespace Switchyard.Admin.Client.Rotations;

/// <summary>
/// Lets a new key take the place of an old one so that no request fails: it goes to all nodes and gateways and is tried, then the old one is disabled, and deleted when nobody uses it any more.
/// </summary>
/// <remarks>Nothing is remembered here: each step looks first and does only what is missing, so that what was cut off anywhere is gone on with by whoever runs it again.</remarks>
/// <param name="client">Asks as somebody who may change providers.</param>
/// <param name="options">Which keys, and how.</param>
/// <param name="time">For the time limit and between two looks.</param>
/// <param name="tell">Told of every step, from the thread that runs it; null: nobody watches.</param>
public sealed class KeyHandover(SwitchyardClient client, KeyHandoverOptions options, TimeProvider time, Action<KeyHandoverStep>? tell = null)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(500);

    private readonly long _began = time.GetTimestamp();
    private readonly ProviderKeysClient _keys = client.ProviderKeys;

    private TimeSpan Left => options.Timeout - time.GetElapsedTime(_began);

    /// <summary>Does what is missing, and returns the new key as it is called at the end.</summary>
    /// <exception cref="KeyHandoverException">It has stopped.</exception>
    /// <exception cref="Problems.SwitchyardApiException">A step was refused.</exception>
    public async Task<Changed<ProviderKey>> RunAsync(CancellationToken cancellationToken = default)
    {
        var keys = await _keys.ListAsync(options.Provider, cancellationToken);
        var fresh = keys.FirstOrDefault(key => key.Id == options.Fresh) ?? throw FreshGone(KeyHandoverStage.Spreading);
        if (keys.FirstOrDefault(key => key.Id == options.Replaced) is { } old)
        {
            await RolloutAsync(KeyHandoverStage.Spreading, KeyHandoverStage.Spread, null, cancellationToken);
            if (old.Enabled)
            {
                await WithdrawAsync(cancellationToken);
            }

            if (await UnusedAsync(cancellationToken))
            {
                var deleted = await _keys.DeleteAsync(options.Provider, options.Replaced, null, cancellationToken);
                Tell(KeyHandoverStage.Deleted, deleted.Revision);
            }
        }

        var label = options.Label ?? RotationLabel.Read(fresh.Label)?.Final ?? fresh.Label;
        return await _keys.UpdateAsync(options.Provider, options.Fresh, new ProviderKeyPatch { Label = label }, null, cancellationToken);
    }

    private async Task WithdrawAsync(CancellationToken cancellationToken)
    {
        if (!options.NoTest)
        {
            await TryAsync(cancellationToken);
        }

        // Others may have changed the new key while it was waited for and tried.
        CheckFresh(await _keys.ListAsync(options.Provider, cancellationToken), KeyHandoverStage.Trying);
        var disabled = await _keys.UpdateAsync(options.Provider, options.Replaced, new ProviderKeyPatch { Enabled = false }, null, cancellationToken);
        await RolloutAsync(KeyHandoverStage.Withdrawing, KeyHandoverStage.Withdrawn, disabled.Revision, cancellationToken);
    }

    private async Task RolloutAsync(KeyHandoverStage waiting, KeyHandoverStage done, long? revision, CancellationToken cancellationToken)
    {
        Tell(waiting, revision);
        var rollout = await client.Rollout.GetAsync(null, Wait(), cancellationToken);
        while (!rollout.Complete)
        {
            if (rollout.Nodes.Any(static node => node.State == "rejected") || rollout.Gateways.Any(static gateway => gateway.State == "rejected"))
            {
                throw Behind(waiting, KeyHandoverFault.Rejected, $"Revision {rollout.Revision} was refused by a node or a gateway.", rollout);
            }

            if (Left <= TimeSpan.Zero)
            {
                throw Behind(waiting, KeyHandoverFault.Late, $"Not everybody runs revision {rollout.Revision}, and the time is over.", rollout);
            }

            rollout = await client.Rollout.GetAsync(rollout.Revision, Wait(), cancellationToken);
        }

        Tell(done, rollout.Revision);
    }

    private async Task TryAsync(CancellationToken cancellationToken)
    {
        Tell(KeyHandoverStage.Trying, null);
        var result = (await client.Providers.TestAsync(options.Provider, cancellationToken)).Results.FirstOrDefault(result => result.KeyId == options.Fresh);
        if (result is not { Ok: true })
        {
            var reason = result is null ? "it was not tried" : result.Error ?? $"status {result.Status}";
            throw new KeyHandoverException(KeyHandoverStage.Trying, KeyHandoverFault.Refused, $"The upstream does not take the new key: {reason}. The old key stays in service.") { Reason = reason };
        }
    }

    /// <summary>Waits until nobody uses the old key while the new one serves; false when the old one is gone already.</summary>
    private async Task<bool> UnusedAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<KeyUser>? told = null;
        while (true)
        {
            var keys = await _keys.ListAsync(options.Provider, cancellationToken);
            if (keys.FirstOrDefault(key => key.Id == options.Replaced) is not { } old)
            {
                return false;
            }

            CheckFresh(keys, KeyHandoverStage.InUse);
            if (old.SafeToRevoke is true)
            {
                return true;
            }

            if (old.InUseBy is not { } users)
            {
                throw new KeyHandoverException(KeyHandoverStage.InUse, KeyHandoverFault.OldBack, "Somebody has put the old key back into service.");
            }

            if (options.IgnoreOffline && users.All(static user => !user.Live))
            {
                return true;
            }

            if (Left <= TimeSpan.Zero)
            {
                throw new KeyHandoverException(KeyHandoverStage.InUse, KeyHandoverFault.Late, "The old key is disabled but may still be in use, and the time is over.") { Users = users };
            }

            if (told is null || !users.SequenceEqual(told))
            {
                tell?.Invoke(new KeyHandoverStep(KeyHandoverStage.InUse, null, told = users));
            }

            await Task.Delay(Glance, time, cancellationToken);
        }
    }

    private void CheckFresh(IReadOnlyList<ProviderKey> keys, KeyHandoverStage stage)
    {
        if (!keys.Any(key => key.Id == options.Fresh && key.Enabled))
        {
            throw FreshGone(stage);
        }
    }

    private void Tell(KeyHandoverStage stage, long? revision) => tell?.Invoke(new KeyHandoverStep(stage, revision, []));

    // A request that waits is over before the time is, but asks at least once.
    private TimeSpan Wait() => Left <= TimeSpan.Zero ? TimeSpan.FromMilliseconds(1) : Left < LongestWait ? Left : LongestWait;

    private static KeyHandoverException FreshGone(KeyHandoverStage stage) => new(stage, KeyHandoverFault.FreshGone, "The new key is gone or disabled; enable it, then go on.");

    private static KeyHandoverException Behind(KeyHandoverStage stage, KeyHandoverFault fault, string message, RolloutState rollout) => new(stage, fault, message) { Rollout = rollout };
}
