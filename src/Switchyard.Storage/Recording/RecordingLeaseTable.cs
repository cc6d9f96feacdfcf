using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Recording;

/// <summary>Work that one node at a time does.</summary>
public static class RecordingLeaseTable
{
    /// <summary>Takes or renews the lease <paramref name="name"/> until <paramref name="until"/>; false while another holder's has not expired at <paramref name="now"/>.</summary>
    public static async Task<bool> TryTakeAsync(
        SqlSession session, string name, Guid holder, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            """
            insert into recording_leases (name, holder, expires_at) values (@name, @holder, @until)
            on conflict (name) do update set holder = excluded.holder, expires_at = excluded.expires_at
            where recording_leases.holder = excluded.holder or recording_leases.expires_at <= @now
            """,
            new { name, holder, now, until },
            cancellationToken) == 1;
}
