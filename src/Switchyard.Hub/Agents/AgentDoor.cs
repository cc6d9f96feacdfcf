using System.Net;
using System.Security.Cryptography;
using Switchyard.Hub.Delivery.Connections;
using Switchyard.Hub.Delivery.Points;
using Switchyard.Model.Access;
using Switchyard.Model.Builds;
using Switchyard.Model.Gateways;
using Switchyard.Storage.Agents;
using Switchyard.Storage.Sql;

namespace Switchyard.Hub.Agents;

/// <summary>Where agents come in: decides by their token who may register. It only reads; who has no valid token takes no writer's turn, and after many tries not even a reader's.</summary>
public sealed class AgentDoor(Database database, IConfigurationFeed feed, TimeProvider time)
{
    private readonly FailedTries _failed = new(time);

    /// <summary>Looks a token up: the pass, or why there is none.</summary>
    /// <param name="token">The token's text, or null without one.</param>
    /// <param name="address">Where the request comes from.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<(AgentPassRow? Pass, AgentAnswer Refused)> AdmitAsync(string? token, IPAddress address, CancellationToken cancellationToken)
    {
        var most = (feed.Current?.Server.Gateways ?? GatewayChannelConfig.Default).FailedRate;
        if (!_failed.TryBegin(address, most, out var wait))
        {
            return (null, AgentAnswer.Refused(AgentRefusal.TooManyFailures, wait));
        }

        var hasFailed = false;
        try
        {
            var pass = await FindAsync(token, cancellationToken);
            hasFailed = pass is null;
            return pass is null
                ? (null, AgentAnswer.Refused(AgentRefusal.Unauthorized))
                : Refusal(pass) is { } refusal ? (null, AgentAnswer.Refused(refusal)) : (pass, AgentAnswer.Refused(default));
        }
        finally
        {
            _failed.Decided(address, most, hasFailed);
        }
    }

    /// <summary>Why nobody registers with a valid token, or null.</summary>
    internal static AgentRefusal? Refusal(AgentPassRow pass) =>
        !pass.Granted ? AgentRefusal.NotGranted
        : pass.Number < pass.LatestNumber || !BuildStates.HasAgents(BuildStates.Parse(pass.State)) ? AgentRefusal.BuildRetired
        : null;

    private async Task<AgentPassRow?> FindAsync(string? token, CancellationToken cancellationToken)
    {
        if (!AccessToken.TryReadId(token, AccessToken.AgentPrefix, out var id))
        {
            return null;
        }

        var hash = new byte[SHA256.HashSizeInBytes];
        AccessToken.Hash(token, hash);
        var found = await database.ReadAsync((session, ended) => AgentTokenTable.FindPassAsync(session, id, ended), cancellationToken);
        var matches = CryptographicOperations.FixedTimeEquals(hash, found?.Hash ?? new byte[hash.Length]);
        return matches && found is { Ended: false } ? found : null;
    }
}
