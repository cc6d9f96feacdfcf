using Switchyard.Admin.Client;
using Switchyard.Admin.Client.ProviderKeys;

namespace Switchyard.Console.Providers;

/// <summary>The steps of a rotation after the new key was added. Each looks first and does only what is missing, so it does not matter who did the steps before.</summary>
internal sealed class RotationSteps(SwitchyardClient client, string provider, Guid replaced, Guid fresh, TimeProvider time, Action<string> tell)
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(500);

    private readonly long _began = time.GetTimestamp();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var keys = await client.ProviderKeys.ListAsync(provider, cancellationToken);
        var staged = keys.FirstOrDefault(key => key.Id == fresh) ?? throw new RotationStoppedException("The new key is gone.");
        if (keys.FirstOrDefault(key => key.Id == replaced) is { } old)
        {
            await RolloutAsync("waits until every node and gateway has the new key", cancellationToken);
            if (old.Enabled)
            {
                await TestAsync(cancellationToken);

                // Others may have changed the new key while it was waited for and tried.
                CheckFresh(await client.ProviderKeys.ListAsync(provider, cancellationToken));
                tell("takes the old key out of service");
                await client.ProviderKeys.UpdateAsync(provider, replaced, new ProviderKeyPatch { Enabled = false }, cancellationToken: cancellationToken);
                await RolloutAsync("waits until no node and gateway has the old key", cancellationToken);
            }

            await UnusedAsync(cancellationToken);
        }

        if (RotationLabel.Read(staged.Label) is { } label)
        {
            await client.ProviderKeys.UpdateAsync(provider, fresh, new ProviderKeyPatch { Label = label.Final }, cancellationToken: cancellationToken);
        }
    }

    private async Task RolloutAsync(string text, CancellationToken cancellationToken)
    {
        tell(text);
        var rollout = await client.Rollout.GetAsync(null, Wait, cancellationToken);
        while (!rollout.Complete)
        {
            if (rollout.Nodes.Any(static node => node.State == "rejected") || rollout.Gateways.Any(static gateway => gateway.State == "rejected"))
            {
                throw new RotationStoppedException($"Revision {rollout.Revision} was refused by a node or a gateway; the yard says by whom and why.");
            }

            CheckTime("Not everybody has it yet");
            rollout = await client.Rollout.GetAsync(rollout.Revision, Wait, cancellationToken);
        }
    }

    private async Task TestAsync(CancellationToken cancellationToken)
    {
        tell("tries the new key");
        var result = (await client.Providers.TestAsync(provider, cancellationToken)).Results.FirstOrDefault(result => result.KeyId == fresh);
        if (result is not { Ok: true })
        {
            var reason = result is null ? "it was not tried" : result.Error ?? $"status {result.Status}";
            throw new RotationStoppedException($"The upstream does not take the new key ({reason}); the old one stays in service.");
        }
    }

    private async Task UnusedAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var keys = await client.ProviderKeys.ListAsync(provider, cancellationToken);
            var now = keys.FirstOrDefault(key => key.Id == replaced);
            if (now is null)
            {
                return;
            }

            if (now.SafeToRevoke is true)
            {
                CheckFresh(keys);
                await client.ProviderKeys.DeleteAsync(provider, replaced, cancellationToken: cancellationToken);
                return;
            }

            if (now.InUseBy is not { } users)
            {
                throw new RotationStoppedException("Somebody has put the old key back into service.");
            }

            tell($"waits until nobody uses the old key: {string.Join("; ", users.Select(static user => $"{user.Kind} {user.Name}, {user.Reason}"))}");
            CheckTime("The old key may still be in use");
            await Task.Delay(Glance, time, cancellationToken);
        }
    }

    private void CheckFresh(IReadOnlyList<ProviderKey> keys)
    {
        if (!keys.Any(key => key.Id == fresh && key.Enabled))
        {
            throw new RotationStoppedException("The new key is gone or disabled; enable it, then go on.");
        }
    }

    private void CheckTime(string what)
    {
        if (time.GetElapsedTime(_began) > Longest)
        {
            throw new RotationStoppedException($"{what}, after {Kit.Show.Duration(Longest)}.");
        }
    }
}
