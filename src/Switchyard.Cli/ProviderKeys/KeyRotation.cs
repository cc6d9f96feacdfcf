using Switchyard.Admin.Client.ProviderKeys;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.ProviderKeys;

/// <summary>
/// Replaces a key so that no request fails: the new one is put before the old and goes to all nodes and gateways, then the old one is disabled, and deleted when nobody uses it any more.
/// </summary>
/// <remarks>
/// Nothing is remembered here. Where a rotation stands is told by the keys on the server: the label of the new one (<see cref="RotationLabel"/>), and whether the old one is enabled, disabled or
/// gone. Each step looks first and does only what is missing, so a rotation that was cut off anywhere is finished by running it again.
/// </remarks>
internal sealed class KeyRotation(CliCall call, RotationOptions options, Func<Task<string>> readNewKey)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(500);

    private readonly long _started = call.Environment.Time.GetTimestamp();
    private readonly ProviderKeysClient _keys = call.Client.ProviderKeys;

    private TimeSpan Left => options.Timeout - call.Environment.Time.GetElapsedTime(_started);

    public async Task<RotationResult> RunAsync(CancellationToken cancellationToken)
    {
        var (old, fresh) = RotationTarget.Find(await _keys.ListAsync(options.Provider, cancellationToken), options);
        if (fresh is null)
        {
            fresh = await StageAsync(old!, cancellationToken);
        }
        else
        {
            call.Printer.Note($"Going on with the rotation to key {fresh.Masked}.");
        }

        var label = RotationLabel.Read(fresh.Label)!;
        if (old is not null)
        {
            await RolloutAsync("the new key", cancellationToken);
            await RetireAsync(old, fresh, cancellationToken);
        }

        var renamed = await _keys.UpdateAsync(options.Provider, fresh.Id, new ProviderKeyPatch { Label = options.Label ?? label.Final }, null, cancellationToken);
        return new RotationResult(options.Provider, renamed.Value!, label.Replaces, renamed.Revision);
    }

    private async Task<ProviderKey> StageAsync(ProviderKey old, CancellationToken cancellationToken)
    {
        var key = new NewProviderKey(await readNewKey(), new RotationLabel(options.Label ?? old.Label, old.Id).ToString()) { Position = old.Position };
        var added = await _keys.AddAsync(options.Provider, key, null, cancellationToken);
        call.Printer.Note($"New key {added.Value!.Masked} added before {Name(old)} (revision {added.Revision}).");
        return added.Value;
    }

    private async Task RetireAsync(ProviderKey old, ProviderKey fresh, CancellationToken cancellationToken)
    {
        if (old.Enabled)
        {
            await TestAsync(fresh, cancellationToken);

            // Others may have changed the new key while it was waited for and tried.
            CheckFresh(await _keys.ListAsync(options.Provider, cancellationToken), fresh);
            var disabled = await _keys.UpdateAsync(options.Provider, old.Id, new ProviderKeyPatch { Enabled = false }, null, cancellationToken);
            call.Printer.Note($"Old key {Name(old)} disabled (revision {disabled.Revision}).");
            await RolloutAsync("the end of the old key", cancellationToken);
        }

        if (await UnusedAsync(old, fresh, cancellationToken))
        {
            var deleted = await _keys.DeleteAsync(options.Provider, old.Id, null, cancellationToken);
            call.Printer.Note($"Old key {Name(old)} deleted (revision {deleted.Revision}).");
        }
    }

    private async Task TestAsync(ProviderKey fresh, CancellationToken cancellationToken)
    {
        if (options.NoTest)
        {
            return;
        }

        var test = await call.Client.Providers.TestAsync(options.Provider, cancellationToken);
        var result = test.Results.FirstOrDefault(result => result.KeyId == fresh.Id);
        if (result is not { Ok: true })
        {
            var reason = result is null ? "it was not tried" : result.Error ?? $"status {result.Status}";
            throw new CliException(
                ExitCodes.Failed,
                $"The upstream does not take the new key {fresh.Masked}: {reason}. The old key stays in service.",
                $"Delete the new key and rotate again, or go on with --no-test: 'switchyard keys delete {options.Provider} {fresh.Id:D}'.");
        }
    }

    private async Task RolloutAsync(string what, CancellationToken cancellationToken)
    {
        call.Progress?.Say($"Waiting until everybody runs {what}:");
        var rollout = await call.Client.Rollout.GetAsync(null, Wait(), cancellationToken);
        while (!rollout.Complete)
        {
            var behind = RolloutPart.Of(rollout).Where(part => !part.IsDone).ToArray();
            var refused = behind.Any(part => part.State == "rejected");
            if (refused || Left <= TimeSpan.Zero)
            {
                throw Unfinished(refused ? ExitCodes.Failed : ExitCodes.Usage, $"Not everybody runs {what}: {string.Join("; ", behind.AsEnumerable())}.");
            }

            rollout = await call.Client.Rollout.GetAsync(rollout.Revision, Wait(), cancellationToken);
        }

        call.Progress?.Say(null);
        call.Printer.Note($"Everybody who is connected runs {what} (revision {rollout.Revision}).");
    }

    /// <summary>Waits until nobody uses the old key while the new one serves; false when the old one is gone already.</summary>
    private async Task<bool> UnusedAsync(ProviderKey old, ProviderKey fresh, CancellationToken cancellationToken)
    {
        string? told = null;
        while (true)
        {
            var keys = await _keys.ListAsync(options.Provider, cancellationToken);
            var now = keys.FirstOrDefault(key => key.Id == old.Id);
            if (now is null)
            {
                call.Progress?.Say(null);
                return false;
            }

            CheckFresh(keys, fresh);
            if (now.SafeToRevoke is true)
            {
                call.Progress?.Say(null);
                return true;
            }

            if (now.InUseBy is not { } users)
            {
                throw Unfinished(ExitCodes.Conflict, $"Somebody has put the old key {Name(old)} back into service.");
            }

            if (options.IgnoreOffline && users.All(user => !user.Live))
            {
                return true;
            }

            var who = string.Join("; ", users.Select(user => $"{user.Kind} {user.Name}{(user.InstanceId is null ? "" : $"/{user.InstanceId}")}: {user.Reason}"));
            if (Left <= TimeSpan.Zero)
            {
                throw Unfinished(ExitCodes.Usage, $"The old key {Name(old)} is disabled but may still be in use: {who}.");
            }

            if (who != told)
            {
                call.Printer.Note($"Waiting for {told = who}.");
                call.Progress?.Say($"Waiting until nobody uses the old key {Name(old)}:");
            }

            await Task.Delay(Glance, call.Environment.Time, cancellationToken);
        }
    }

    private void CheckFresh(IReadOnlyList<ProviderKey> keys, ProviderKey fresh)
    {
        if (!keys.Any(key => key.Id == fresh.Id && key.Enabled))
        {
            throw Unfinished(ExitCodes.Conflict, "The new key is gone or disabled; enable it, then go on.");
        }
    }

    private TimeSpan Wait() => Left <= TimeSpan.Zero ? TimeSpan.FromMilliseconds(1) : Left < LongestWait ? Left : LongestWait;

    private CliException Unfinished(int exitCode, string message) =>
        new(exitCode, message, $"Run the same command again to go on{(options.IgnoreOffline ? "" : "; --ignore-offline does not wait for those that nobody hears of")}.");

    private static string Name(ProviderKey key) => key.Label.Length > 0 ? $"{key.Label} ({key.Masked})" : key.Masked;
}
