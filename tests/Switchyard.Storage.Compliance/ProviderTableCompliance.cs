using Switchyard.Storage.Providers;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Compliance;

/// <summary>Providers and their keys.</summary>
public abstract class ProviderTableCompliance : StorageCompliance
{
    [Fact]
    public async Task A_row_comes_back_as_it_was_written()
    {
        var row = Provider("openai") with { SettingsSealed = [1, 2, 3], AllowByok = true, Enabled = false };
        await WriteAsync((session, token) => ProviderTable.InsertAsync(session, row, token));

        var found = await ReadAsync((session, token) => ProviderTable.FindAsync(session, "openai", token));
        found.ShouldBeEquivalentTo(row);
    }

    [Fact]
    public async Task Providers_are_listed_by_name_without_the_deleted()
    {
        await InsertAsync(Provider("b"), Provider("a-2"), Provider("c"), Provider("a"));
        var deleted = await FindAsync("c");
        (await WriteAsync((session, token) => ProviderTable.DeleteAsync(session, deleted!.Id, 1, Now, token))).ShouldBeTrue();

        var rows = await ReadAsync(ProviderTable.ListAsync);
        rows.Select(row => row.Name).ShouldBe(["a", "a-2", "b"]);
    }

    [Fact]
    [Trait("criterion", "PRV-3")]
    public async Task Id_and_name_reach_the_same_row_and_the_id_wins()
    {
        var one = Provider("one");
        var two = Provider(one.Id.ToString("D"));
        await InsertAsync(one, two);

        (await FindAsync("one"))!.Id.ShouldBe(one.Id);
        (await FindAsync(one.Id.ToString("D")))!.Id.ShouldBe(one.Id);
        (await FindAsync("nobody")).ShouldBeNull();
    }

    [Fact]
    [Trait("criterion", "PRV-12")]
    public async Task An_update_from_an_old_version_writes_nothing()
    {
        var row = Provider("openai");
        await InsertAsync(row);

        (await UpdateAsync(row with { DisplayName = "first" })).ShouldBe(2);
        (await UpdateAsync(row with { DisplayName = "late" })).ShouldBeNull();

        var found = await FindAsync("openai");
        found!.DisplayName.ShouldBe("first");
        found.Version.ShouldBe(2);
        (await WriteAsync((session, token) => ProviderTable.DeleteAsync(session, row.Id, 1, Now, token))).ShouldBeFalse();
        (await FindAsync("openai")).ShouldNotBeNull();
    }

    [Fact]
    [Trait("criterion", "PRV-12")]
    public async Task Two_changes_of_different_fields_under_the_row_lock_both_survive()
    {
        await InsertAsync(Provider("openai"));

        await Task.WhenAll(
            Enumerable.Range(0, 8).Select(
                number => Rig.Join().WriteAsync(
                    async (session, token) =>
                    {
                        var row = await ProviderTable.LockAsync(session, "openai", token);
                        (await ProviderTable.UpdateAsync(session, row! with { DisplayName = $"{row.DisplayName}{number}" }, token)).ShouldNotBeNull();
                    },
                    Ended)));

        var found = await FindAsync("openai");
        found!.Version.ShouldBe(9);
        found.DisplayName.Order().ShouldBe("01234567openai".Order());
    }

    [Fact]
    [Trait("criterion", "PRV-4")]
    public async Task A_live_name_is_refused_and_a_deleted_one_is_free()
    {
        var row = Provider("openai");
        await InsertAsync(row, Provider("other"));

        var again = await Should.ThrowAsync<UniqueConflictException>(() => InsertAsync(Provider("openai")));
        again.IsOf("providers", "name").ShouldBeTrue();
        var other = await FindAsync("other");
        (await Should.ThrowAsync<UniqueConflictException>(() => UpdateAsync(other! with { Name = "openai" }))).IsOf("providers", "name").ShouldBeTrue();
        (await Should.ThrowAsync<UniqueConflictException>(() => InsertAsync(row with { Name = "third" }))).IsOf("providers", "id").ShouldBeTrue();

        await WriteAsync((session, token) => ProviderTable.DeleteAsync(session, row.Id, 1, Now, token));
        await InsertAsync(Provider("openai"));
        (await FindAsync("openai"))!.Id.ShouldNotBe(row.Id);
    }

    [Fact]
    [Trait("criterion", "PRV-11")]
    public async Task A_deleted_provider_leaves_no_ciphertext()
    {
        var row = Provider("openai") with { SettingsSealed = [1, 2, 3] };
        await InsertAsync(row);
        await InsertAsync(Key(row, 0), Key(row, 1));

        await WriteAsync((session, token) => ProviderTable.DeleteAsync(session, row.Id, 1, Now, token));

        (await ReadAsync(ProviderKeyTable.ListAsync)).ShouldBeEmpty();
        var left = await ReadAsync(
            (session, token) => session.QueryAsync<ProviderRow>("select id, name, settings_sealed, deleted_at from providers", null, token));
        left.ShouldHaveSingleItem().SettingsSealed.ShouldBeNull();
        left[0].Name.ShouldBe("openai");
        left[0].DeletedAt.ShouldBe(Now);
    }

    [Fact]
    public async Task Keys_come_back_as_written_in_failover_order()
    {
        var row = Provider("openai");
        await InsertAsync(row);
        var second = Key(row, 1) with { Enabled = false, ResetAt = Now.AddDays(1) };
        var first = Key(row, 0);
        await InsertAsync(second, first);

        (await KeysAsync(row)).ShouldBeEquivalentTo(new List<ProviderKeyRow> { first, second });
    }

    [Fact]
    public async Task A_key_update_from_an_old_version_writes_nothing()
    {
        var row = Provider("openai");
        await InsertAsync(row);
        var key = Key(row, 0);
        await InsertAsync(key);

        (await WriteAsync((session, token) => ProviderKeyTable.UpdateAsync(session, key with { Label = "first", ResetAt = Now }, token))).ShouldBe(2);
        (await WriteAsync((session, token) => ProviderKeyTable.UpdateAsync(session, key with { Label = "late" }, token))).ShouldBeNull();

        var found = (await KeysAsync(row)).ShouldHaveSingleItem();
        found.Label.ShouldBe("first");
        found.ResetAt.ShouldBe(Now);
    }

    [Fact]
    [Trait("criterion", "PRV-23")]
    public async Task A_taken_position_is_refused()
    {
        var row = Provider("openai");
        await InsertAsync(row);
        await InsertAsync(Key(row, 0));

        await Should.ThrowAsync<UniqueConflictException>(() => InsertAsync(Key(row, 0)));
    }

    [Fact]
    [Trait("criterion", "PRV-23")]
    public async Task Every_order_of_the_keys_can_be_written()
    {
        var row = Provider("openai");
        await InsertAsync(row);
        ProviderKeyRow[] keys = [Key(row, 0), Key(row, 1), Key(row, 2), Key(row, 3)];
        await InsertAsync(keys);

        foreach (var order in Permutations(keys.Select(key => key.Id).ToArray()))
        {
            await WriteAsync((session, token) => ProviderKeyTable.ReorderAsync(session, row.Id, order, token));
            var found = await KeysAsync(row);
            found.Select(key => key.Id).ShouldBe(order);
            found.Select(key => key.Position).ShouldBe([0, 1, 2, 3]);
        }
    }

    [Fact]
    public async Task An_order_that_does_not_name_each_key_once_changes_nothing()
    {
        var row = Provider("openai");
        await InsertAsync(row);
        ProviderKeyRow[] keys = [Key(row, 0), Key(row, 1)];
        await InsertAsync(keys);

        foreach (var order in (Guid[][])[[], [keys[0].Id], [keys[0].Id, keys[0].Id], [keys[0].Id, NewId()], [keys[0].Id, keys[1].Id, NewId()]])
        {
            await Should.ThrowAsync<ArgumentException>(() => WriteAsync((session, token) => ProviderKeyTable.ReorderAsync(session, row.Id, order, token)));
        }

        (await KeysAsync(row)).ShouldBeEquivalentTo(keys.ToList());
    }

    [Fact]
    public async Task A_key_is_deleted_once()
    {
        var row = Provider("openai");
        await InsertAsync(row);
        var key = Key(row, 0);
        await InsertAsync(key);

        (await WriteAsync((session, token) => ProviderKeyTable.DeleteAsync(session, key.Id, token))).ShouldBeTrue();
        (await WriteAsync((session, token) => ProviderKeyTable.DeleteAsync(session, key.Id, token))).ShouldBeFalse();
    }

    private static IEnumerable<Guid[]> Permutations(Guid[] items) =>
        items.Length < 2
            ? [items]
            : items.SelectMany(first => Permutations([.. items.Where(item => item != first)]).Select(rest => (Guid[])[first, .. rest]));

    private ProviderRow Provider(string name) =>
        new()
        {
            Id = NewId(),
            Name = name,
            Type = "openai",
            DisplayName = name,
            BaseUrl = "https://api.example/v1",
            Enabled = true,
            AllowByok = false,
            SettingsJson = "{}",
            CreatedAt = Now,
            UpdatedAt = Now,
        };

    private ProviderKeyRow Key(ProviderRow provider, int position) =>
        new()
        {
            Id = NewId(),
            ProviderId = provider.Id,
            Label = $"key {position}",
            Position = position,
            Enabled = true,
            Masked = "…1234",
            Sealed = [9, 8, 7],
            CreatedAt = Now,
        };

    private Task InsertAsync(params ProviderRow[] rows) =>
        WriteAsync(
            async (session, token) =>
            {
                foreach (var row in rows)
                {
                    await ProviderTable.InsertAsync(session, row, token);
                }
            });

    private Task InsertAsync(params ProviderKeyRow[] rows) =>
        WriteAsync(
            async (session, token) =>
            {
                foreach (var row in rows)
                {
                    await ProviderKeyTable.InsertAsync(session, row, token);
                }
            });

    private Task<ProviderRow?> FindAsync(string idOrName) => ReadAsync((session, token) => ProviderTable.FindAsync(session, idOrName, token));

    private Task<long?> UpdateAsync(ProviderRow row) => WriteAsync((session, token) => ProviderTable.UpdateAsync(session, row, token));

    private Task<IReadOnlyList<ProviderKeyRow>> KeysAsync(ProviderRow provider) =>
        ReadAsync((session, token) => ProviderKeyTable.ListAsync(session, provider.Id, token));
}
