using Switchyard.Storage.Hub;
using Switchyard.Storage.Providers;
using Switchyard.Storage.Revisions;
using Switchyard.Storage.Sql;
using Switchyard.Testing.Runs;

namespace Switchyard.Admin.Tests.Hosting;

/// <summary>What stands in the database behind a control plane.</summary>
internal static class DatabaseReads
{
    public static Task<IReadOnlyList<EventRow>> EventsAsync(this ControlPlane plane) =>
        plane.Database.ReadAsync((session, token) => EventTable.ReadAfterAsync(session, "config", 0, 10_000, token), TestContext.Current.CancellationToken);

    /// <summary>Waits until the stream of revisions has <paramref name="count"/> events; each look lets the node work.</summary>
    public static async Task UntilEventsAsync(this ControlPlane plane, int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await plane.EventsAsync()).Count < count)
        {
            await Patience.PauseAsync(patience.Token);
        }
    }

    public static Task<IReadOnlyList<CutRow>> CutsAsync(this ControlPlane plane) => plane.Database.ReadAsync(CutTable.ListAsync, TestContext.Current.CancellationToken);

    public static Task<IReadOnlyList<ProviderKeyRow>> KeyRowsAsync(this ControlPlane plane) =>
        plane.Database.ReadAsync(ProviderKeyTable.ListAsync, TestContext.Current.CancellationToken);

    public static Task<IReadOnlyList<T>> QueryAsync<T>(this ControlPlane plane, string sql) =>
        plane.Database.ReadAsync((SqlSession session, CancellationToken token) => session.QueryAsync<T>(sql, null, token), TestContext.Current.CancellationToken);
}
