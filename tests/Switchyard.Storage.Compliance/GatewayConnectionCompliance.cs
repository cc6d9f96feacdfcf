using Switchyard.Storage.Gateways;

namespace Switchyard.Storage.Compliance;

/// <summary>Connections as leases: measured by the database's clock, judged by it, ended once.</summary>
public abstract class GatewayConnectionCompliance : GatewayRows
{
    private GatewayRow _gateway = null!;
    private GatewayTokenRow _token = null!;
    private Guid _node;

    [Fact]
    [Trait("criterion", "HUB-66")]
    public async Task A_lease_begins_and_ends_by_the_databases_clock()
    {
        await StartAsync();
        var before = await ClockAsync();
        var opened = await OpenAsync(_gateway, _token, _node);
        var after = await ClockAsync();

        var row = (await ConnectionsAsync(_gateway)).ShouldHaveSingleItem();
        row.ConnectedAt.ToUnixTimeMilliseconds().ShouldBeInRange(before, after);
        // Two readings of one statement may be a moment apart.
        (row.ExpiresAt - row.ConnectedAt).ShouldBeInRange(Lease, Lease + TimeSpan.FromMilliseconds(after - before));
        row.ShouldBe(opened with { ConnectedAt = row.ConnectedAt, ExpiresAt = row.ExpiresAt, Live = true });
    }

    [Fact]
    [Trait("criterion", "HUB-66")]
    [Trait("criterion", "HUB-43")]
    public async Task A_connection_lives_until_its_lease_ends_and_is_renewed_by_its_node_alone()
    {
        await StartAsync();
        var (mine, other) = (await OpenAsync(_gateway, _token, _node), await OpenAsync(_gateway, _token, NewId(), "i2"));
        await MoveLeaseAsync(mine.Id, TimeSpan.FromMilliseconds(-1));
        await MoveLeaseAsync(other.Id, TimeSpan.FromMilliseconds(-1));
        (await LiveAsync()).ShouldBeEmpty();
        (await ConnectionsAsync(_gateway)).ShouldAllBe(row => !row.Live);

        await WriteAsync((session, token) => GatewayConnectionTable.RenewAsync(session, _node, [mine.Id, other.Id], Lease, token));

        (await LiveAsync()).ShouldBe([mine.Id]);
        var row = (await ConnectionsAsync(_gateway)).Single(connection => connection.Live);
        (row.ExpiresAt.ToUnixTimeMilliseconds() - await ClockAsync()).ShouldBeInRange(1, (long)Lease.TotalMilliseconds);
    }

    [Fact]
    [Trait("criterion", "HUB-66")]
    public async Task Of_a_nodes_connections_only_those_it_names_are_renewed_however_many()
    {
        await StartAsync();
        var (held, ghost) = (await OpenAsync(_gateway, _token, _node), await OpenAsync(_gateway, _token, _node, "i2"));
        await MoveLeaseAsync(held.Id, TimeSpan.FromMilliseconds(-1));
        await MoveLeaseAsync(ghost.Id, TimeSpan.FromMilliseconds(-1));
        Guid[] named = [.. Enumerable.Range(0, 4_000).Select(_ => NewId()), held.Id];

        await WriteAsync((session, token) => GatewayConnectionTable.RenewAsync(session, _node, named, Lease, token));

        (await LiveAsync()).ShouldBe([held.Id]);
        (await WriteAsync(GatewayConnectionTable.ExpireAsync)).ShouldBe(1);
        (await ConnectionsAsync(_gateway)).Single(row => row.EndedAt is not null).Id.ShouldBe(ghost.Id);
    }

    [Fact]
    [Trait("criterion", "HUB-43")]
    [Trait("criterion", "HUB-47")]
    [Trait("criterion", "HUB-51")]
    public async Task One_that_has_said_nothing_yet_is_counted_as_who_it_claims_to_be_but_not_shown_and_not_superseded()
    {
        await StartAsync();
        var present = await OpenAsync(_gateway, _token, _node);
        var coming = await OpenAsync(_gateway, _token, NewId(), "i1", boot: "");

        (await LiveAsync()).ShouldBe([present.Id]);
        (await CountAsync("new")).ShouldBe((2, 1));
        (await WriteAsync((session, token) => GatewayConnectionTable.SupersedeAsync(session, _gateway.Id, "i1", present.Id, token))).ShouldBe(0);
        (await WriteAsync((session, token) => GatewayConnectionTable.IdentifyAsync(session, coming.Id, "i3", "b3", token))).ShouldBeTrue();
        (await LiveAsync()).ShouldBe([present.Id, coming.Id], ignoreOrder: true);
        (await CountAsync("new")).ShouldBe((2, 2));
    }

    [Fact]
    [Trait("criterion", "HUB-66")]
    public async Task Leases_that_ran_out_are_ended_at_the_time_they_ran_out_and_not_renewed()
    {
        await StartAsync();
        var (dead, alive) = (await OpenAsync(_gateway, _token, _node), await OpenAsync(_gateway, _token, NewId(), "i2"));
        await MoveLeaseAsync(dead.Id, TimeSpan.FromSeconds(-5));

        (await WriteAsync(GatewayConnectionTable.ExpireAsync)).ShouldBe(1);
        (await WriteAsync(GatewayConnectionTable.ExpireAsync)).ShouldBe(0);
        await WriteAsync((session, token) => GatewayConnectionTable.RenewAsync(session, _node, [dead.Id], Lease, token));

        var row = (await ConnectionsAsync(_gateway)).Single(connection => connection.Id == dead.Id);
        (row.EndReason, row.Live).ShouldBe(("expired", false));
        row.EndedAt.ShouldBe(row.ExpiresAt);
        (await LiveAsync()).ShouldBe([alive.Id]);
    }

    [Fact]
    public async Task A_connection_ends_once_and_keeps_its_reason()
    {
        await StartAsync();
        var connection = await OpenAsync(_gateway, _token, _node);
        await EndAsync(connection, "age");
        var ended = (await ConnectionsAsync(_gateway)).ShouldHaveSingleItem();
        await EndAsync(connection, "closed");

        (ended.EndReason, ended.Live).ShouldBe(("age", false));
        (await ConnectionsAsync(_gateway)).ShouldBe([ended]);
    }

    [Fact]
    [Trait("criterion", "HUB-51")]
    public async Task Who_connects_again_ends_his_other_connections_and_nobody_elses()
    {
        await StartAsync();
        var elsewhere = await GatewayAsync("z");
        var old = await OpenAsync(_gateway, _token, NewId());
        var older = await OpenAsync(_gateway, _token, NewId());
        var closed = await OpenAsync(_gateway, _token, _node);
        await EndAsync(closed, "closed");
        await OpenAsync(_gateway, _token, _node, "i2");
        await OpenAsync(elsewhere, _token, _node);
        var present = await OpenAsync(_gateway, _token, _node);

        (await WriteAsync((session, token) => GatewayConnectionTable.SupersedeAsync(session, _gateway.Id, "i1", present.Id, token))).ShouldBe(2);

        var rows = await ConnectionsAsync(_gateway);
        rows.Where(row => row.EndReason == "superseded").Select(row => row.Id).ShouldBe([old.Id, older.Id], ignoreOrder: true);
        rows.Single(row => row.Id == closed.Id).EndReason.ShouldBe("closed");
        (await LiveAsync()).Count.ShouldBe(3);
    }

    [Fact]
    [Trait("criterion", "HUB-46")]
    [Trait("criterion", "HUB-47")]
    public async Task Recent_connects_and_other_live_instances_are_counted_over_all_nodes()
    {
        await StartAsync();
        var other = await GatewayAsync("z");
        await OpenAsync(other, _token, _node);
        (await CountAsync("i1")).ShouldBe((0, 0));

        var long_ago = await OpenAsync(_gateway, _token, _node, "i1");
        await ExecuteAsync("update gateway_connections set connected_at = connected_at - 61000 where id = @Id", new { long_ago.Id });
        await EndAsync(await OpenAsync(_gateway, _token, NewId(), "i2"), "closed");
        await MoveLeaseAsync((await OpenAsync(_gateway, _token, NewId(), "i3")).Id, TimeSpan.FromMilliseconds(-1));
        await OpenAsync(_gateway, _token, NewId(), "i4");
        await OpenAsync(_gateway, _token, _node, "i4");

        (await CountAsync("i1")).ShouldBe((4, 1));
        (await CountAsync("i4")).ShouldBe((4, 1));
        (await CountAsync("new")).ShouldBe((4, 2));
    }

    [Theory]
    [Trait("criterion", "HUB-40")]
    [Trait("criterion", "HUB-76")]
    [InlineData("nothing", null)]
    [InlineData("revoked", "revoked")]
    [InlineData("expired", "revoked")]
    [InlineData("expires later", null)]
    [InlineData("disabled", "deleted")]
    [InlineData("disabled and revoked", "deleted")]
    [InlineData("superseded", "superseded")]
    [InlineData("superseded and revoked", "revoked")]
    public async Task A_connection_is_judged_by_its_gateway_its_token_and_its_row(string what, string? reason)
    {
        await StartAsync();
        if (what.StartsWith("expire", StringComparison.Ordinal))
        {
            var clock = DateTimeOffset.FromUnixTimeMilliseconds(await ClockAsync());
            _token = await TokenAsync(_gateway, what == "expired" ? clock : clock.AddHours(1));
        }

        var connection = await OpenAsync(_gateway, _token, _node);
        await OpenAsync(_gateway, await TokenAsync(_gateway), NewId(), "elsewhere");
        if (what.Contains("disabled", StringComparison.Ordinal))
        {
            await WriteAsync((session, token) => GatewayTable.UpdateAsync(session, _gateway with { Enabled = false }, token));
        }

        if (what.Contains("revoked", StringComparison.Ordinal))
        {
            await WriteAsync((session, token) => GatewayTokenTable.RevokeAsync(session, _gateway.Id, _token.Id, Now, token));
        }

        if (what.Contains("superseded", StringComparison.Ordinal))
        {
            await WriteAsync((session, token) => GatewayConnectionTable.SupersedeAsync(session, _gateway.Id, "i1", NewId(), token));
        }

        var verdict = (await JudgeAsync(connection.Id)).ShouldHaveSingleItem();
        (verdict.Id, verdict.Reason).ShouldBe((connection.Id, reason));
        // Those that have ended are nothing that every look has to go through.
        (await JudgeAsync()).Select(judged => (judged.Id, judged.Reason)).ShouldBe(what.Contains("superseded", StringComparison.Ordinal) ? [] : [(connection.Id, reason)]);
    }

    [Fact]
    [Trait("criterion", "HUB-76")]
    public async Task A_connection_of_a_deleted_gateway_is_not_among_the_judged()
    {
        await StartAsync();
        var connection = await OpenAsync(_gateway, _token, _node);
        await WriteAsync((session, token) => GatewayTable.DeleteAsync(session, _gateway.Id, 1, Now, token));

        (await JudgeAsync()).ShouldBeEmpty();
        (await JudgeAsync(connection.Id)).ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "HUB-69")]
    public async Task Counters_are_written_also_of_ended_connections()
    {
        await StartAsync();
        var (open, ended) = (await OpenAsync(_gateway, _token, _node), await OpenAsync(_gateway, _token, _node, "i2"));
        await EndAsync(ended, "closed");
        var counted = new[] { open, ended }.Select((row, index) => row with { Sent = 5 + index, Acked = 4, Replayed = 3, Rejected = 2, LastError = "no" }).ToList();

        await WriteAsync((session, token) => GatewayConnectionTable.CountersAsync(session, counted, token));

        (await ConnectionsAsync(_gateway)).Select(row => (row.Sent, row.Acked, row.Replayed, row.Rejected, row.LastError)).ShouldBe([(6, 4, 3, 2, "no"), (5, 4, 3, 2, "no")]);
    }

    [Fact]
    [Trait("criterion", "HUB-69")]
    public async Task Connections_are_paged_newest_first()
    {
        await StartAsync();
        var ids = new List<Guid>();
        for (var count = 0; count < 5; count++)
        {
            ids.Add((await OpenAsync(_gateway, _token, _node)).Id);
        }

        var (first, rest) = (await PageAsync(null, 2), await PageAsync(ids[3], 10));
        first.Concat(rest).ShouldBe(Enumerable.Reverse(ids));
        (await PageAsync(ids[0], 10)).ShouldBeEmpty();

        async Task<IEnumerable<Guid>> PageAsync(Guid? before, int limit) =>
            (await ReadAsync((session, token) => GatewayConnectionTable.ListAsync(session, _gateway.Id, before, limit, token))).Select(row => row.Id);
    }

    [Fact]
    public async Task Past_connections_are_forgotten_and_open_ones_never()
    {
        await StartAsync();
        var (open, ended) = (await OpenAsync(_gateway, _token, _node), await OpenAsync(_gateway, _token, _node, "i2"));
        await EndAsync(ended, "closed");
        var at = (await ConnectionsAsync(_gateway)).Single(row => row.Id == ended.Id).EndedAt!.Value;

        (await ForgetAsync(at)).ShouldBe(0);
        (await ForgetAsync(at.AddMilliseconds(1))).ShouldBe(1);
        (await ConnectionsAsync(_gateway)).ShouldHaveSingleItem().Id.ShouldBe(open.Id);
    }

    private async Task StartAsync()
    {
        _gateway = await GatewayAsync("a");
        _token = await TokenAsync(_gateway);
        _node = NewId();
    }

    private async Task<IReadOnlyList<Guid>> LiveAsync() => [.. (await ReadAsync(GatewayConnectionTable.ListLiveAsync)).Select(row => row.Live ? row.Id : throw new InvalidOperationException())];

    private Task<IReadOnlyList<ConnectionVerdict>> JudgeAsync() => ReadAsync((session, token) => GatewayConnectionTable.JudgeAsync(session, _node, token));

    private Task<IReadOnlyList<ConnectionVerdict>> JudgeAsync(Guid id) => ReadAsync((session, token) => GatewayConnectionTable.JudgeAsync(session, [id], token));

    private Task<(long Recent, long OtherInstances)> CountAsync(string instance) =>
        ReadAsync((session, token) => GatewayConnectionTable.CountAsync(session, _gateway.Id, instance, TimeSpan.FromMinutes(1), token));

    private Task EndAsync(GatewayConnectionRow row, string reason) => WriteAsync((session, token) => GatewayConnectionTable.EndAsync(session, row.Id, reason, token));

    private Task<int> ForgetAsync(DateTimeOffset before) => WriteAsync((session, token) => GatewayConnectionTable.ForgetAsync(session, before, token));
}
