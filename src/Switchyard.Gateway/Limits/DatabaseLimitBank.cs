using System.Globalization;
using System.Text.Json.Nodes;
using Switchyard.Configuration.Nodes;
using Switchyard.Hub.Streams;
using Switchyard.Storage.Limits;
using Switchyard.Storage.Sql;

namespace Switchyard.Gateway.Limits;

/// <summary>The bank in the database. A warning of a budget is published in the transaction that notes it as given, so it is given once.</summary>
internal sealed class DatabaseLimitBank(Database database, NodeIdentity identity, NodeLiveness nodes, HubPublisher publisher) : ILimitBank
{
    private const decimal NanosPerDollar = 1_000_000_000m;

    /// <inheritdoc />
    public bool IsShared { get; } = database.Kind != "sqlite";

    /// <inheritdoc />
    public Guid Node => identity.Id;

    /// <inheritdoc />
    public int Members => IsShared ? Math.Max(1, nodes.LiveCount) : 1;

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<LimitGrant>> ExchangeAsync(IReadOnlyList<LimitAsk> asks, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            async (session, token) =>
            {
                var now = await session.ClockAsync(token);
                var grants = await LimitLedger.ExchangeAsync(session, identity.Id, asks, now, token);
                foreach (var (ask, grant) in asks.Zip(grants))
                {
                    foreach (var share in grant.Warnings)
                    {
                        var what = new HubEvent(HubStreams.BudgetWarning, HubAction.Warn, ask.Subject.ToString("D")) { Data = DataOf(ask, grant, share) };
                        await publisher.PublishAsync(session, HubStreams.Alerts, what, token);
                    }
                }

                return grants;
            },
            cancellationToken);

    /// <inheritdoc />
    public async ValueTask LeaveAsync(CancellationToken cancellationToken) =>
        await database.WriteAsync(async (session, token) => await LimitLedger.LeaveAsync(session, identity.Id, await session.ClockAsync(token), token), cancellationToken);

    /// <inheritdoc />
    public async ValueTask TidyAsync(CancellationToken cancellationToken) =>
        await database.WriteAsync(async (session, token) => await LimitLedger.DeleteOldAsync(session, await session.ClockAsync(token), token), cancellationToken);

    private static string DataOf(LimitAsk ask, LimitGrant grant, long share) => new JsonObject
    {
        ["limit"] = ask.Limit,
        ["scope"] = ask.Budget!.Scope,
        ["subject"] = ask.Subject.ToString("D", CultureInfo.InvariantCulture),
        ["month"] = ask.Budget.Month,
        ["share"] = share / (decimal)BudgetLevels.Whole,
        ["budget"] = ask.Budget.Nanos / NanosPerDollar,
        ["spent"] = grant.Spent / NanosPerDollar,
    }.ToJsonString();
}
