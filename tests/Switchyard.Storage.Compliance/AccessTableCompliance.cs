using Switchyard.Storage.Access;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Compliance;

/// <summary>Users, access keys and operators.</summary>
public abstract class AccessTableCompliance : StorageCompliance
{
    [Fact]
    public async Task A_user_comes_back_as_it_was_written()
    {
        var full = User("ann") with { Email = "ann@example.org", ProvidersJson = """["openai"]""", Enabled = false };
        var bare = User("bob");
        await InsertAsync(full, bare);

        (await ReadAsync((session, token) => UserTable.FindAsync(session, full.Id, token))).ShouldBe(full);
        (await ReadAsync((session, token) => UserTable.FindByNameAsync(session, "bob", token))).ShouldBe(bare);
        (await ReadAsync(UserTable.ListAsync)).ShouldBe([full, bare]);
        (await Should.ThrowAsync<UniqueConflictException>(() => InsertAsync(User("ann")))).IsOf("users", "name").ShouldBeTrue();
    }

    [Fact]
    public async Task A_user_is_changed_from_its_current_version_only()
    {
        var user = User("ann");
        await InsertAsync(user);

        (await WriteAsync((session, token) => UserTable.UpdateAsync(session, user with { Name = "anna", Email = "a@b" }, token))).ShouldBe(2);
        (await WriteAsync((session, token) => UserTable.UpdateAsync(session, user with { Name = "late" }, token))).ShouldBeNull();
        (await WriteAsync((session, token) => UserTable.DeleteAsync(session, user.Id, 1, Now, token))).ShouldBeFalse();
        (await WriteAsync((session, token) => UserTable.LockAsync(session, user.Id, token))).ShouldBe(user with { Name = "anna", Email = "a@b", Version = 2 });
    }

    [Fact]
    public async Task A_deleted_user_frees_its_name_and_revokes_its_keys()
    {
        var ann = User("ann");
        var bob = User("bob");
        await InsertAsync(ann, bob);
        var hers = Key(ann, 1);
        var his = Key(bob, 2);
        await InsertAsync(hers, his);

        (await WriteAsync((session, token) => UserTable.DeleteAsync(session, ann.Id, 1, Now, token))).ShouldBeTrue();

        await InsertAsync(User("ann"));
        (await ReadAsync((session, token) => UserTable.FindAsync(session, ann.Id, token))).ShouldBeNull();
        (await KeysAsync(includeRevoked: false)).Select(key => key.Id).ShouldBe([his.Id]);
        var revoked = await ReadAsync((session, token) => AccessKeyTable.FindAsync(session, hers.Id, token));
        revoked!.RevokedAt.ShouldBe(Now);
        revoked.Enabled.ShouldBeFalse();
    }

    [Fact]
    public async Task An_access_key_comes_back_as_it_was_written()
    {
        var ann = User("ann");
        await InsertAsync(ann);
        var full = Key(ann, 1) with { ExpiresAt = Now.AddDays(1), Workspace = "w", ToolsJson = "[]", ProvidersJson = """["a"]""", Enabled = false };
        var bare = Key(ann, 2);
        await InsertAsync(full, bare);

        (await KeysAsync(includeRevoked: true)).ShouldBeEquivalentTo(new List<AccessKeyRow> { full, bare });
        await Should.ThrowAsync<UniqueConflictException>(() => InsertAsync(Key(ann, 1)));
        await Should.ThrowAsync<Exception>(() => InsertAsync(Key(User("nobody"), 3)));
    }

    [Fact]
    public async Task An_access_key_is_changed_and_revoked_from_its_current_version_only()
    {
        var ann = User("ann");
        await InsertAsync(ann);
        var key = Key(ann, 1);
        await InsertAsync(key);

        (await WriteAsync((session, token) => AccessKeyTable.UpdateAsync(session, key with { Name = "new", Enabled = false }, token))).ShouldBe(2);
        (await WriteAsync((session, token) => AccessKeyTable.UpdateAsync(session, key with { Name = "late" }, token))).ShouldBeNull();
        (await WriteAsync((session, token) => AccessKeyTable.RevokeAsync(session, key.Id, 1, Now, token))).ShouldBeFalse();
        (await WriteAsync((session, token) => AccessKeyTable.RevokeAsync(session, key.Id, 2, Now, token))).ShouldBeTrue();
        (await WriteAsync((session, token) => AccessKeyTable.RevokeAsync(session, key.Id, 3, Now, token))).ShouldBeFalse();
        var found = await WriteAsync((session, token) => AccessKeyTable.LockAsync(session, key.Id, token));
        found.ShouldBeEquivalentTo(key with { Name = "new", Enabled = false, Version = 3, RevokedAt = Now });
        (await WriteAsync((session, token) => AccessKeyTable.UpdateAsync(session, found! with { Enabled = true }, token))).ShouldBeNull();
        (await KeysAsync(includeRevoked: false)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nodes_that_bring_the_same_operator_token_make_one_operator()
    {
        var nodes = Enumerable.Range(0, 4).Select(_ => Rig.Join()).ToArray();
        var made = await Task.WhenAll(
            nodes.Select(node => Task.Run(() => node.WriteAsync((session, token) => OperatorTable.TryInsertAsync(session, Operator("root", 7), token), Ended), Ended)));

        made.Count(inserted => inserted).ShouldBe(1);
        (await ReadAsync(OperatorTable.ListAsync)).ShouldHaveSingleItem().Name.ShouldBe("root");
    }

    [Fact]
    public async Task An_operator_is_found_changed_and_deleted()
    {
        var row = Operator("root", 7);
        await WriteAsync((session, token) => OperatorTable.TryInsertAsync(session, row, token));
        (await ReadAsync((session, token) => OperatorTable.FindByHashAsync(session, row.Hash, token))).ShouldBeEquivalentTo(row);
        (await ReadAsync((session, token) => OperatorTable.FindByHashAsync(session, new byte[32], token))).ShouldBeNull();

        var changed = row with { Name = "ops", Role = "viewer", Enabled = false };
        (await WriteAsync((session, token) => OperatorTable.UpdateAsync(session, changed, token))).ShouldBeTrue();
        (await ReadAsync((session, token) => OperatorTable.FindAsync(session, row.Id, token))).ShouldBeEquivalentTo(changed);
        (await WriteAsync((session, token) => OperatorTable.DeleteAsync(session, row.Id, token))).ShouldBeTrue();
        (await WriteAsync((session, token) => OperatorTable.DeleteAsync(session, row.Id, token))).ShouldBeFalse();
        await Should.ThrowAsync<Exception>(() => WriteAsync((session, token) => OperatorTable.TryInsertAsync(session, row with { Role = "emperor" }, token)));
    }

    private static byte[] Hash(byte seed) => [.. Enumerable.Repeat(seed, 32)];

    private UserRow User(string name) => new() { Id = NewId(), Name = name, Role = "member", Enabled = true, CreatedAt = Now, UpdatedAt = Now };

    private AccessKeyRow Key(UserRow user, byte seed) =>
        new() { Id = NewId(), UserId = user.Id, Name = "key", Hash = Hash(seed), Masked = "…abcd", Enabled = true, CreatedAt = Now };

    private OperatorRow Operator(string name, byte seed) =>
        new() { Id = NewId(), Name = name, Role = "admin", Hash = Hash(seed), Masked = "…", Enabled = true, CreatedAt = Now };

    private Task<IReadOnlyList<AccessKeyRow>> KeysAsync(bool includeRevoked) =>
        ReadAsync((session, token) => AccessKeyTable.ListAsync(session, includeRevoked, token));

    private Task InsertAsync(params UserRow[] rows) =>
        WriteAsync(
            async (session, token) =>
            {
                foreach (var row in rows)
                {
                    await UserTable.InsertAsync(session, row, token);
                }
            });

    private Task InsertAsync(params AccessKeyRow[] rows) =>
        WriteAsync(
            async (session, token) =>
            {
                foreach (var row in rows)
                {
                    await AccessKeyTable.InsertAsync(session, row, token);
                }
            });
}
