using Switchyard.Admin.Client;
using Switchyard.Admin.Client.AccessKeys;
using Switchyard.Admin.Client.Changes;
using Switchyard.Admin.Client.Users;

namespace Switchyard.Bench.Yards;

/// <summary>Lets the load generator in.</summary>
internal static class YardAccess
{
    /// <summary>A user's access key that every node knows.</summary>
    public static async Task<string> KeyAsync(SwitchyardClient client, CancellationToken cancellationToken)
    {
        var user = (await client.Users.CreateAsync(new NewUser("bench"), cancellationToken: cancellationToken)).Value!.Id;
        return (await client.AccessKeys.CreateAsync(new NewAccessKey("bench", user), new ChangeOptions { Wait = TimeSpan.FromSeconds(30) }, cancellationToken)).Value!.Secret!;
    }
}
