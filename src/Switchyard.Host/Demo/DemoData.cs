using Switchyard.Admin.Client;
using Switchyard.Admin.Client.AccessKeys;
using Switchyard.Admin.Client.Changes;
using Switchyard.Admin.Client.ProviderKeys;
using Switchyard.Admin.Client.Providers;
using Switchyard.Admin.Client.Users;
using Switchyard.Model.Secrets;

namespace Switchyard.Host.Demo;

/// <summary>Makes what the demonstration needs, or brings it up to date in a data directory that was kept: the simulator has another port in each run.</summary>
internal static class DemoData
{
    private const string UserName = "demo";

    /// <summary>Returns a new access key; those of earlier runs are revoked, since their secrets are gone.</summary>
    public static async Task<string> EnsureAsync(Uri controlPlane, Secret token, string upstream, CancellationToken cancellationToken)
    {
        using var client = SwitchyardClient.Connect(controlPlane, token.Reveal());
        await ProviderAsync(client, "sim-openai", "openai", upstream, cancellationToken);
        await ProviderAsync(client, "sim-anthropic", "anthropic", upstream, cancellationToken);

        var users = await client.Users.ListAsync(limit: 1000, cancellationToken: cancellationToken);
        var user = users.Items.FirstOrDefault(user => user.Name == UserName)
            ?? (await client.Users.CreateAsync(new NewUser(UserName), cancellationToken: cancellationToken)).Value!;
        foreach (var former in (await client.AccessKeys.ListAsync(user.Id, limit: 1000, cancellationToken: cancellationToken)).Items.Where(key => key.RevokedAt is null))
        {
            await client.AccessKeys.RevokeAsync(former.Id, cancellationToken: cancellationToken);
        }

        var applied = new ChangeOptions { Wait = TimeSpan.FromSeconds(30) };
        return (await client.AccessKeys.CreateAsync(new NewAccessKey(UserName, user.Id), applied, cancellationToken)).Value!.Secret!;
    }

    private static async Task ProviderAsync(SwitchyardClient client, string name, string type, string upstream, CancellationToken cancellationToken)
    {
        var providers = await client.Providers.ListAsync(limit: 1000, cancellationToken: cancellationToken);
        if (providers.Items.Any(provider => provider.Name == name))
        {
            await client.Providers.UpdateAsync(name, new ProviderPatch { BaseUrl = upstream }, cancellationToken: cancellationToken);
            return;
        }

        await client.Providers.CreateAsync(
            new NewProvider(name, type, upstream) { DisplayName = $"Simulated {type}", Keys = [new NewProviderKey("sk-simulated-upstream-key", "simulated")] },
            cancellationToken: cancellationToken);
    }
}
