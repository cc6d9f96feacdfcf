using Switchyard.Storage.Hub;
using Switchyard.Storage.Idempotency;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Compliance;

/// <summary>Idempotency keys: one effect, one answer.</summary>
public abstract class IdempotencyCompliance : StorageCompliance
{
    private readonly SecretSealer _sealer = new(SecretKeyRing.Create());

    [Fact]
    [Trait("criterion", "PRV-13")]
    public async Task The_first_use_goes_on_and_later_ones_get_its_answer()
    {
        var row = Row("k1");
        (await RunAsync(Database, row)).ShouldBe("made 1");
        (await RunAsync(Database, row with { Id = NewId() })).ShouldBe("made 1");
        (await VersionAsync()).ShouldBe(1);

        var found = await FindAsync("k1", Now);
        found.ShouldNotBeNull();
        found.Status.ShouldBe(201);
        found.IsSameRequest(row.Route, row.BodyHash).ShouldBeTrue();
        found.IsSameRequest(row.Route, new byte[32]).ShouldBeFalse();
        found.IsSameRequest("POST /other", row.BodyHash).ShouldBeFalse();
    }

    [Fact]
    [Trait("criterion", "PRV-13")]
    public async Task Keys_of_different_actors_never_meet()
    {
        (await RunAsync(Database, Row("k1"))).ShouldBe("made 1");
        (await RunAsync(Database, Row("k1") with { Actor = "other" })).ShouldBe("made 2");
    }

    [Fact]
    [Trait("criterion", "PRV-13")]
    public async Task Concurrent_uses_have_one_effect()
    {
        var nodes = Enumerable.Range(0, 8).Select(_ => Rig.Join()).ToArray();
        var answers = await Task.WhenAll(nodes.Select(node => Task.Run(() => RunAsync(node, Row("k1")), Ended)));

        answers.ShouldAllBe(answer => answer == "made 1");
        (await VersionAsync()).ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "PRV-13")]
    public async Task A_use_that_was_rolled_back_was_none()
    {
        await Should.ThrowAsync<InvalidOperationException>(
            () => WriteAsync(
                async (session, token) =>
                {
                    (await IdempotencyTable.ReserveAsync(session, Row("k1"), token)).ShouldBeNull();
                    throw new InvalidOperationException();
                }));

        (await FindAsync("k1", Now)).ShouldBeNull();
        (await RunAsync(Database, Row("k1"))).ShouldBe("made 1");
    }

    [Fact]
    [Trait("criterion", "PRV-13")]
    public async Task A_key_is_forgotten_after_24_hours()
    {
        await RunAsync(Database, Row("k1"));
        await RunAsync(Database, Row("k2"));
        var end = Now + IdempotencyTable.Lifetime;
        (await FindAsync("k1", end)).ShouldNotBeNull();
        (await FindAsync("k1", end.AddMilliseconds(1))).ShouldBeNull();

        (await RunAsync(Database, Row("k1") with { CreatedAt = end.AddMilliseconds(1) })).ShouldBe("made 3");
        (await WriteAsync((session, token) => IdempotencyTable.DeleteExpiredAsync(session, end, 10, token))).ShouldBe(0);
        (await WriteAsync((session, token) => IdempotencyTable.DeleteExpiredAsync(session, end.AddMilliseconds(1), 10, token))).ShouldBe(1);
        (await FindAsync("k2", Now)).ShouldBeNull();
    }

    [Fact]
    [Trait("criterion", "PRV-32")]
    public async Task An_answer_is_not_stored_in_clear_and_opens_only_in_its_row()
    {
        await RunAsync(Database, Row("k1"));
        await RunAsync(Database, Row("k2"));
        var one = (await FindAsync("k1", Now))!;
        var two = (await FindAsync("k2", Now))!;

        System.Text.Encoding.UTF8.GetString(one.AnswerSealed!).ShouldNotContain("made");
        IdempotencyTable.TryOpenAnswer(_sealer, one with { AnswerSealed = two.AnswerSealed }, out var answer).ShouldBeFalse();
        answer.ShouldBeNull();
        IdempotencyTable.TryOpenAnswer(_sealer, one with { AnswerSealed = null }, out _).ShouldBeFalse();
    }

    private IdempotencyRow Row(string key) =>
        new() { Id = NewId(), Actor = "operator", IdempotencyKey = key, Route = "POST /providers", BodyHash = [.. Enumerable.Repeat((byte)5, 32)], CreatedAt = Now };

    private Task<string?> RunAsync(Database node, IdempotencyRow row) =>
        node.WriteAsync(
            async (session, token) =>
            {
                if (await IdempotencyTable.ReserveAsync(session, row, token) is { } first)
                {
                    return IdempotencyTable.TryOpenAnswer(_sealer, first, out var stored) ? stored : null;
                }

                var answer = $"made {await StreamTable.BumpAsync(session, "effect", token)}";
                await IdempotencyTable.StoreAnswerAsync(session, _sealer, row.Id, 201, answer, token);
                return answer;
            },
            Ended);

    private Task<IdempotencyRow?> FindAsync(string key, DateTimeOffset now) =>
        ReadAsync((session, token) => IdempotencyTable.FindAsync(session, "operator", key, now, token));

    private Task<long> VersionAsync() => ReadAsync((session, token) => StreamTable.VersionAsync(session, "effect", token));
}
