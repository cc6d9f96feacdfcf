using Switchyard.Storage.Gateways;
using Switchyard.Storage.Migrations;
using Switchyard.Storage.Providers;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Compliance;

/// <summary>Gateways, their tokens, what is lost to them, and their end.</summary>
public abstract class GatewayCompliance : GatewayRows
{
    [Fact]
    [Trait("criterion", "HUB-38")]
    public async Task A_gateway_is_found_by_id_and_by_name_and_listed_by_name()
    {
        var (b, a) = (await GatewayAsync("b"), await GatewayAsync("a"));
        var confusing = await GatewayAsync(a.Id.ToString());

        (await FindAsync(a.Id.ToString())).ShouldBe(a, "the id wins over a name that looks like it");
        (await FindAsync("b")).ShouldBe(b);
        (await FindAsync("B")).ShouldBeNull();
        (await FindAsync(NewId().ToString())).ShouldBeNull();
        (await ReadAsync(GatewayTable.ListAsync)).ShouldBe([confusing, a, b]);
    }

    [Fact]
    [Trait("criterion", "HUB-38")]
    public async Task A_live_name_is_unique()
    {
        var (a, b) = (await GatewayAsync("a"), await GatewayAsync("b"));

        await Should.ThrowAsync<UniqueConflictException>(() => GatewayAsync("a"));
        await Should.ThrowAsync<UniqueConflictException>(() => UpdateAsync(b with { Name = "a" }));

        (await ReadAsync(GatewayTable.ListAsync)).ShouldBe([a, b]);
    }

    [Fact]
    public async Task An_update_needs_the_version_that_was_read()
    {
        var row = await GatewayAsync("a");
        var changed = row with { Name = "c", DisplayName = "C", LabelsJson = "{}", Enabled = false, UpdatedAt = Now.AddMinutes(1) };

        (await UpdateAsync(changed)).ShouldBe(2);
        (await UpdateAsync(changed)).ShouldBeNull();
        (await FindAsync("c")).ShouldBe(changed with { Version = 2 });
        (await UpdateAsync(changed with { Id = NewId() })).ShouldBeNull();
    }

    [Fact]
    [Trait("criterion", "HUB-39")]
    public async Task Tokens_are_kept_as_they_are_until_revoked()
    {
        var (gateway, other) = (await GatewayAsync("a"), await GatewayAsync("b"));
        var first = await TokenAsync(gateway, Now.AddDays(1));
        var second = await TokenAsync(gateway);
        await TokenAsync(other);
        await WriteAsync((session, token) => GatewayTokenTable.TouchAsync(session, second.Id, Now.AddMinutes(2), token));

        var listed = await TokensAsync(gateway);
        listed.Select(token => (token.Id, token.ExpiresAt, token.LastUsedAt, token.Masked)).ShouldBe(
            [(first.Id, first.ExpiresAt, null, first.Masked), (second.Id, null, Now.AddMinutes(2), second.Masked)]);
        listed[0].Hash.ShouldBe(first.Hash);

        (await RevokeAsync(other, first)).ShouldBeFalse("it is not that gateway's");
        (await RevokeAsync(gateway, first)).ShouldBeTrue();
        (await RevokeAsync(gateway, first)).ShouldBeFalse();
        (await TokensAsync(gateway)).Select(token => token.Id).ShouldBe([second.Id]);
        (await ReadAsync((session, token) => GatewayTokenTable.FindAsync(session, first.Id, token))).ShouldNotBeNull().RevokedAt.ShouldBe(Now.AddMinutes(3));
        (await ReadAsync((session, token) => GatewayTokenTable.FindAsync(session, NewId(), token))).ShouldBeNull();
    }

    [Fact]
    [Trait("criterion", "HUB-14")]
    public async Task With_a_gateway_goes_everything_but_its_revoked_tokens()
    {
        var (gateway, other) = (await FullAsync("a"), await FullAsync("b"));

        (await DeleteAsync(gateway with { Version = 9 })).ShouldBeFalse();
        (await CountsAsync(gateway)).ShouldBe((1, 1, 1, 1, 1), "a delete that does not fit has no part");
        (await DeleteAsync(gateway)).ShouldBeTrue();
        (await DeleteAsync(gateway)).ShouldBeFalse();

        (await CountsAsync(gateway)).ShouldBe((0, 0, 0, 0, 0));
        (await CountsAsync(other)).ShouldBe((1, 1, 1, 1, 1));
        (await FindAsync("a")).ShouldBeNull();
        var row = (await WriteAsync((session, token) => GatewayTable.LockEvenDeletedAsync(session, gateway.Id, token))).ShouldNotBeNull();
        (row.Enabled, row.DeletedAt, row.Version).ShouldBe((false, Now.AddHours(1), 2));
        (await UpdateAsync(row)).ShouldBeNull("a deleted one is not changed");

        var again = await GatewayAsync("a");
        (await FindAsync("a")).ShouldBe(again);
    }

    [Fact]
    public async Task A_token_that_was_revoked_before_keeps_its_time_when_the_gateway_goes()
    {
        var gateway = await GatewayAsync("a");
        var (early, late) = (await TokenAsync(gateway), await TokenAsync(gateway));
        await RevokeAsync(gateway, early);

        await DeleteAsync(gateway);

        (await ReadAsync((session, token) => GatewayTokenTable.FindAsync(session, early.Id, token)))!.RevokedAt.ShouldBe(Now.AddMinutes(3));
        (await ReadAsync((session, token) => GatewayTokenTable.FindAsync(session, late.Id, token)))!.RevokedAt.ShouldBe(Now.AddHours(1));
    }

    [Fact]
    [Trait("criterion", "HUB-14")]
    public async Task Gateways_deleted_long_ago_are_forgotten_with_their_tokens()
    {
        var (gone, live) = (await FullAsync("a"), await FullAsync("b"));
        await DeleteAsync(gone);

        (await ForgetAsync(Now.AddHours(1))).ShouldBe(0);
        (await ForgetAsync(Now.AddHours(1).AddMilliseconds(1))).ShouldBe(1);

        (await WriteAsync((session, token) => GatewayTable.LockEvenDeletedAsync(session, gone.Id, token))).ShouldBeNull();
        (await ReadAsync((session, token) => session.QueryFirstAsync<long>("select count(*) from gateway_tokens", null, token))).ShouldBe(1);
        (await FindAsync("b")).ShouldBe(live);
    }

    [Fact]
    public async Task A_locked_gateway_keeps_other_writers_waiting()
    {
        var gateway = await GatewayAsync("a");
        if (!Rig.IsShared)
        {
            return; // One writer at a time anyway.
        }

        var other = Rig.Join(TimeSpan.FromMilliseconds(200));
        await WriteAsync(
            async (session, token) =>
            {
                (await GatewayTable.LockAsync(session, "a", token)).ShouldBe(gateway);
                await Should.ThrowAsync<DatabaseBusyException>(() => other.WriteAsync((inner, innerToken) => GatewayTable.LockAsync(inner, gateway.Id.ToString(), innerToken), Ended));
            });
    }

    [Fact]
    [Trait("criterion", "HUB-36")]
    public async Task Lost_ranges_are_listed_newest_first()
    {
        var (gateway, other) = (await GatewayAsync("a"), await GatewayAsync("b"));
        var rows = new List<LostRangeRow>();
        foreach (var (owner, from) in ((GatewayRow, long)[])[(gateway, 1), (other, 5), (gateway, 11), (gateway, 21)])
        {
            var row = new LostRangeRow { Id = NewId(), GatewayId = owner.Id, InstanceId = "i1", FromSeq = from, ToSeq = from + 9, Reason = "age", At = Now };
            await WriteAsync((session, token) => LostRangeTable.InsertAsync(session, row, token));
            rows.Add(row);
        }

        (await ReadAsync((session, token) => LostRangeTable.ListAsync(session, gateway.Id, 2, token))).ShouldBe([rows[3], rows[2]]);
        (await ReadAsync((session, token) => LostRangeTable.ListAsync(session, other.Id, 9, token))).ShouldBe([rows[1]]);
    }

    [Fact]
    [Trait("criterion", "HUB-15")]
    public async Task A_database_with_providers_from_before_there_were_gateways_is_migrated()
    {
        await using var older = await CreateAsync();
        var node = older.Join();
        var migrations = older.Migrations.Migrations;
        await older.MigrateAsync(node, MigrationSet.FromFiles(migrations.Where(step => step.Number < 4).Select(step => ($"{step.FullName}.sql", step.Sql))));
        await node.WriteAsync(
            (session, token) => session.ExecuteAsync(
                """
                insert into providers (id, name, type, display_name, base_url, enabled, allow_byok, settings_json, version, created_at, updated_at)
                values ('01900000-0000-7000-8000-0000000000aa', 'old', 'openai', 'Old', 'https://old.example', true, false, '{}', 3, 0, 0)
                """,
                null,
                token),
            Ended);

        await older.MigrateAsync(node, older.Migrations);

        var provider = (await node.ReadAsync(ProviderTable.ListAsync, Ended)).ShouldHaveSingleItem();
        (provider.Name, provider.Version, provider.SelectorJson).ShouldBe(("old", 3, null));
        (await node.ReadAsync(GatewayTable.ListAsync, Ended)).ShouldBeEmpty();
    }

    /// <summary>A gateway with a row in every table.</summary>
    private async Task<GatewayRow> FullAsync(string name)
    {
        var gateway = await GatewayAsync(name);
        var token = await TokenAsync(gateway);
        await ConnectAsync(Instance(gateway));
        var connection = await OpenAsync(gateway, token, NewId());
        var delivery = new GatewayDeliveryRow { GatewayId = gateway.Id, InstanceId = "i1", Seq = 1, ConnectionId = connection.Id, State = "acked", SentAt = Now, AnsweredAt = Now };
        var lost = new LostRangeRow { Id = NewId(), GatewayId = gateway.Id, InstanceId = "i1", FromSeq = 1, ToSeq = 2, Reason = "count", At = Now };
        await WriteAsync((session, cancellation) => GatewayDeliveryTable.UpsertAsync(session, [delivery], cancellation));
        await WriteAsync((session, cancellation) => LostRangeTable.InsertAsync(session, lost, cancellation));
        return gateway;
    }

    private async Task<(int Tokens, int Instances, int Connections, int Deliveries, int Lost)> CountsAsync(GatewayRow gateway) => (
        (await TokensAsync(gateway)).Count,
        (await ReadAsync((session, token) => GatewayInstanceTable.ListAsync(session, gateway.Id, token))).Count,
        (await ConnectionsAsync(gateway)).Count,
        (await ReadAsync((session, token) => GatewayDeliveryTable.ListAsync(session, gateway.Id, 0, long.MaxValue, token))).Count,
        (await ReadAsync((session, token) => LostRangeTable.ListAsync(session, gateway.Id, 100, token))).Count);

    private Task<GatewayRow?> FindAsync(string idOrName) => ReadAsync((session, token) => GatewayTable.FindAsync(session, idOrName, token));

    private Task<long?> UpdateAsync(GatewayRow row) => WriteAsync((session, token) => GatewayTable.UpdateAsync(session, row, token));

    private Task<bool> DeleteAsync(GatewayRow row) => WriteAsync((session, token) => GatewayTable.DeleteAsync(session, row.Id, row.Version, Now.AddHours(1), token));

    private Task<int> ForgetAsync(DateTimeOffset before) => WriteAsync((session, token) => GatewayTable.ForgetAsync(session, before, token));

    private Task<IReadOnlyList<GatewayTokenRow>> TokensAsync(GatewayRow gateway) => ReadAsync((session, token) => GatewayTokenTable.ListAsync(session, gateway.Id, token));

    private Task<bool> RevokeAsync(GatewayRow gateway, GatewayTokenRow row) =>
        WriteAsync((session, token) => GatewayTokenTable.RevokeAsync(session, gateway.Id, row.Id, Now.AddMinutes(3), token));
}
