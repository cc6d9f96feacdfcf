using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Switchyard.Storage.Compliance;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Idempotency;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sql;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Runs;

namespace Switchyard.Storage.Postgres.Tests;

/// <summary>A connection that is cut around COMMIT: the caller is told that it can not know, and its idempotency key tells it.</summary>
public sealed class PostgresOutcomeTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly int Cuts = LongForm.Pick(brief: 25, full: 1000);

    private readonly SecretSealer _sealer = new(SecretKeyRing.Create());
    private TestDatabase _rig = null!;
    private CuttingRelay _relay = null!;
    private Database _node = null!;

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var rig = await PostgresTestDatabase.CreateAsync(server);
        _rig = await rig.MigratedAsync();
        var settings = new NpgsqlConnectionStringBuilder(((PostgresTestDatabase)rig).ConnectionString);
        _relay = new CuttingRelay(settings.Port);
        settings.Port = _relay.Port;
        _node = PostgresDatabase.Create(settings.ConnectionString, TimeProvider.System, NullLoggerFactory.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await _relay.DisposeAsync();
        await _rig.DisposeAsync();
    }

    [Fact]
    [Trait("criterion", "PRV-13")]
    public async Task Cut_after_commit_was_sent_the_outcome_is_unknown_and_the_same_key_has_one_effect()
    {
        for (var cut = 1; cut <= Cuts; cut++)
        {
            var key = $"k{cut}";
            var delivered = cut % 3 != 0;
            _relay.CutAt("commit\0", delivered);
            var failure = await Should.ThrowAsync<DatabaseUnavailableException>(() => MutateAsync(key));
            failure.OutcomeUnknown.ShouldBeTrue();

            // What really happened, seen past the relay.
            (await VersionAsync()).ShouldBe(delivered ? cut : cut - 1);
            (await MutateAsync(key)).ShouldBe($"made {cut}");
            (await MutateAsync(key)).ShouldBe($"made {cut}");
            (await VersionAsync()).ShouldBe(cut);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cut_before_commit_was_sent_nothing_is_written_and_that_is_known(bool delivered)
    {
        _relay.CutAt("insert into streams", delivered);
        var failure = await Should.ThrowAsync<DatabaseUnavailableException>(() => MutateAsync("k"));

        failure.OutcomeUnknown.ShouldBeFalse();
        (await MutateAsync("k")).ShouldBe("made 1");
    }

    [Fact]
    public async Task Cut_at_its_begin_a_transaction_is_begun_again_on_another_connection()
    {
        await MutateAsync("k1");
        _relay.CutAt("set local", deliver: true);
        (await MutateAsync("k2")).ShouldBe("made 2");
    }

    private Task<string?> MutateAsync(string key) =>
        _node.WriteAsync(
            async (session, token) =>
            {
                var row = new IdempotencyRow
                {
                    Id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()), Actor = "a", IdempotencyKey = key, Route = "r", BodyHash = [1], CreatedAt = TimeProvider.System.GetUtcNow(),
                };
                if (await IdempotencyTable.ReserveAsync(session, row, token) is { } first)
                {
                    return IdempotencyTable.TryOpenAnswer(_sealer, first, out var stored) ? stored : null;
                }

                var answer = $"made {await StreamTable.BumpAsync(session, "effect", token)}";
                await IdempotencyTable.StoreAnswerAsync(session, _sealer, row.Id, 201, answer, token);
                return answer;
            },
            Ended);

    private Task<long> VersionAsync() => _rig.Node.ReadAsync((session, token) => StreamTable.VersionAsync(session, "effect", token), Ended);
}
