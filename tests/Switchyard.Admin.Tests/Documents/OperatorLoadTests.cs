using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Storage.Documents;
using Switchyard.Storage.Postgres;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Runs;
using static Switchyard.Admin.Tests.Documents.DocumentCalls;

namespace Switchyard.Admin.Tests.Documents;

/// <summary>Eight operators at once, and one that holds a lock. The numbers of the criterion hold for a machine that does nothing else; the brief form allows what a busy one needs.</summary>
public sealed class OperatorLoadTests(PostgresServer server) : IAsyncDisposable
{
    private const int Operators = 8;

    private static readonly int Commits = LongForm.Pick(brief: 200, full: 4_000);
    private static readonly int Slack = LongForm.Pick(brief: 50, full: 1);

    private PostgresDatabase? _database;

    private static CancellationToken Ended => Patience.Token;

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    [Fact]
    [Trait("criterion", "CFG-13")]
    public async Task Eight_operators_at_once_make_two_hundred_commits_a_second_and_none_waits_long_or_loses_anything()
    {
        await using var plane = await StartAsync();
        await plane.PutAsync("warm", Text(0));
        var begun = TimeProvider.System.GetTimestamp();

        var times = (await Task.WhenAll(Enumerable.Range(0, Operators).Select(OperateAsync))).SelectMany(own => own).Order().ToArray();

        var seconds = TimeProvider.System.GetElapsedTime(begun).TotalSeconds;
        TestContext.Current.TestOutputHelper?.WriteLine($"{times.Length / seconds:F0} commits a second, 99th percentile {times[(int)(times.Length * 0.99)]:F1} ms");
        (times.Length / seconds).ShouldBeGreaterThanOrEqualTo(200.0 / Slack);
        times[(int)(times.Length * 0.99)].ShouldBeLessThanOrEqualTo(100.0 * Slack);
        (await plane.QueryAsync<long>("select version from streams where name = 'config'")).ShouldBe([times.Length + 1]);
        (await plane.QueryAsync<long>("select count(*) from config_document_history")).ShouldBe([times.Length + 1]);

        async Task<List<double>> OperateAsync(int number)
        {
            var own = new List<double>();
            for (var i = 0; i < Commits / Operators; i++)
            {
                var asked = TimeProvider.System.GetTimestamp();
                var answer = await plane.PutAsync($"team-{number}", Text(i), i == 0 ? ("If-None-Match", "*") : ("If-Match", $"\"v{i}\""));
                answer.Status.ShouldBe(i == 0 ? HttpStatusCode.Created : HttpStatusCode.OK, answer.Text);
                own.Add(TimeProvider.System.GetElapsedTime(asked).TotalMilliseconds);
            }

            return own;
        }
    }

    [Fact]
    [Trait("criterion", "CFG-13")]
    public async Task Who_meets_a_lock_that_is_held_fails_cleanly_after_five_seconds_and_may_repeat()
    {
        await using var plane = await StartAsync();
        var (held, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var holder = _database!.WriteAsync(
            async (session, token) =>
            {
                await DocumentTable.LockAsync(session, token);
                held.SetResult();
                await release.Task;
            },
            Ended);
        await held.Task;
        var asked = TimeProvider.System.GetTimestamp();

        var answers = await Task.WhenAll(Enumerable.Range(0, Operators).Select(number => plane.PutAsync($"team-{number}", Text(number))));

        TimeProvider.System.GetElapsedTime(asked).ShouldBeInRange(TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(5 + Slack));
        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.ServiceUnavailable && answer.Headers["Retry-After"] == "1");
        answers[0].Json.GetProperty("code").GetString().ShouldBe("database_busy");
        release.SetResult();
        await holder;
        (await plane.PutAsync("team-0", Text(0))).Status.ShouldBe(HttpStatusCode.Created);
        (await plane.QueryAsync<long>("select count(*) from config_document_history")).ShouldBe([1]);
    }

    private static string Text(int number) => $"version: 1\nserver: {{drainCeiling: {(number % 800) + 1}m}}\n";

    private async Task<ControlPlane> StartAsync()
    {
        _database = PostgresDatabase.Create(await server.CreateDatabaseAsync(), TimeProvider.System, NullLoggerFactory.Instance);
        await _database.MigrateAsync(Ended);
        return await ControlPlane.StartAsync(database: _database);
    }
}
