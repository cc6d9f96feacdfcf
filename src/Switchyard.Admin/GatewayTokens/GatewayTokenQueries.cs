using Switchyard.Admin.Gateways;
using Switchyard.Storage.Gateways;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.GatewayTokens;

/// <summary>Reads tokens of gateways; revoked ones are gone from here, the audit knows them.</summary>
internal sealed class GatewayTokenQueries(Database database)
{
    public Task<IReadOnlyList<GatewayTokenView>> ListAsync(string gateway, CancellationToken cancellationToken) => database.ReadAsync(
        async (session, token) =>
        {
            var row = await GatewayQueries.FindAsync(session, gateway, token);
            return (IReadOnlyList<GatewayTokenView>)[.. (await GatewayTokenTable.ListAsync(session, row.Id, token)).Select(GatewayTokenCommands.View)];
        },
        cancellationToken);
}
