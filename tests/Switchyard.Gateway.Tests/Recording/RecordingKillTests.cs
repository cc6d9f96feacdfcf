using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Switchyard.Gateway.Recording;
using Switchyard.Storage.Recording;
using Switchyard.Storage.Sql;
using Switchyard.Testing.Runs;

namespace Switchyard.Gateway.Tests.Recording;

public sealed class RecordingKillTests
{
    private static readonly int Kills = LongForm.Pick(brief: 15, full: 200);

    /// <summary>
    /// A whole recording node is killed again and again, in the middle of appends, batches and commits, each next one going on with what the last one left. In the end every request
    /// whose end was accepted is in the database, ended once and counted once.
    /// </summary>
    [Fact]
    [Trait("criterion", "PRV-115")]
    [Trait("criterion", "PRV-118")]
    public async Task Kills_lose_and_double_nothing()
    {
        var directory = Directory.CreateTempSubdirectory("switchyard-kill-").FullName;
        var notes = Path.Combine(directory, "notes");
        var random = new Random(20261121);
        long accepted = 0;
        try
        {
            await using (var services = RecordingChild.Services(directory))
            {
                await services.GetRequiredService<Database>().MigrateAsync(TestContext.Current.CancellationToken);
            }

            for (var kill = 0; kill < Kills; kill++)
            {
                await File.WriteAllBytesAsync(notes, new byte[RecordingChild.Threads * sizeof(long)], TestContext.Current.CancellationToken);
                using var child = RecordingChild.Start(directory);
                (await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("recording");
                for (var rounds = random.Next(20); rounds > 0; rounds--)
                {
                    Thread.SpinWait(200_000);
                }

                child.Kill();
                await child.WaitForExitAsync(TestContext.Current.CancellationToken);
                accepted += MemoryMarshal.Cast<byte, long>(await File.ReadAllBytesAsync(notes, TestContext.Current.CancellationToken)).ToArray().Sum();
            }

            await using (var services = RecordingChild.Services(directory))
            {
                using var writer = services.GetRequiredService<RecordingWriter>();
                await writer.DrainAsync(TestContext.Current.CancellationToken);
                var database = services.GetRequiredService<Database>();
                var (completed, aborted, other, texts, spend) = await database.ReadAsync(
                    async (session, token) => (
                        await CountAsync(session, "interceptions where status = 'completed'", token),
                        await CountAsync(session, "interceptions where status = 'aborted'", token),
                        await CountAsync(session, "interceptions where status not in ('completed', 'aborted')", token),
                        await CountAsync(session, "interception_texts", token),
                        (await session.QueryAsync<SpendRow>("select * from spend where scope = 'user'", null, token)).Sum(row => row.Requests)),
                    TestContext.Current.CancellationToken);

                accepted.ShouldBeGreaterThan(100);

                // Of each thread of each life at most one request was cut: ended without being noted, or begun without an end.
                completed.ShouldBeInRange(accepted, accepted + (Kills * RecordingChild.Threads));
                aborted.ShouldBeLessThanOrEqualTo(Kills * RecordingChild.Threads);
                other.ShouldBe(0);
                texts.ShouldBe(completed + aborted);
                spend.ShouldBe(completed);
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static Task<long> CountAsync(SqlSession session, string from, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<long>($"select count(*) from {from}", null, cancellationToken);
}
