using Switchyard.Configuration.Tests.Rig;
using Switchyard.Hub.Streams;
using Switchyard.Model.Providers;
using Switchyard.Storage.Access;
using Switchyard.Storage.Providers;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Runs;

namespace Switchyard.Configuration.Tests.Sources.Database;

public sealed class DatabaseSourceTests(PostgresServer server)
{
    private static CancellationToken Ended => Patience.Token;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "PRV-33")]
    [Trait("criterion", "PRV-43")]
    [Trait("criterion", "PRV-30")]
    public async Task Poisoned_rows_harm_themselves_alone(string kind)
    {
        await using var storage = await TestStorage.OfAsync(kind, server);
        var node = storage.Node();
        await node.AddProviderAsync("good");
        await node.AddProviderAsync("bad-json", row => row with { SettingsJson = "{" });
        await node.AddProviderAsync("bad-field", row => row with { SettingsJson = """{"colour":"red"}""" });
        await node.AddProviderAsync("bad-type", row => row with { Type = "gemini" });
        await node.AddProviderAsync("no-key", key: null);
        await node.AddProviderAsync("byok", row => row with { AllowByok = true }, key: null);
        await node.AddProviderAsync("swapped");
        await node.AddProviderAsync("bad-seal", row => row with { SettingsSealed = [1, 2, 3] });
        await node.AddProviderAsync("erased", row => row with { Type = "bedrock", SettingsJson = """{"region":"eu-west-1"}""", SettingsSealed = [] }, key: null);
        await node.ChangeAsync(async (session, token) =>
        {
            var keys = await ProviderKeyTable.ListAsync(session, token);
            var names = (await ProviderTable.ListAsync(session, token)).ToDictionary(row => row.Name, row => row.Id);
            var stolen = keys.Single(key => key.ProviderId == names["good"]).Sealed;
            await session.ExecuteAsync("update provider_keys set sealed = @stolen where provider_id = @id", new { stolen, id = names["swapped"] }, token);
        });
        await node.StartedAsync();

        node.Status.Current!.Providers.ToDictionary(provider => provider.Name, provider => provider.Error).ShouldBe(
            new Dictionary<string, string?>
            {
                ["good"] = null,
                ["bad-json"] = ProviderErrors.InvalidSettings,
                ["bad-field"] = ProviderErrors.InvalidSettings,
                ["bad-type"] = ProviderErrors.InvalidSettings,
                ["no-key"] = ProviderErrors.NoUsableKey,
                ["byok"] = null,
                ["swapped"] = ProviderErrors.SecretUnreadable,
                ["bad-seal"] = ProviderErrors.SecretUnreadable,
                ["erased"] = ProviderErrors.SecretUnreadable,
            },
            ignoreOrder: true);
        node.Provider("good").Keys[0].Value!.Reveal().ShouldBe("sk-key");
        node.Provider("swapped").Keys[0].Value.ShouldBeNull();
    }

    [Fact]
    public async Task Grants_that_can_not_be_read_grant_nothing_and_stop_nobody()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var node = storage.Node();
        var (user, key) = (TestNode.NewId(), TestNode.NewId());
        await node.AddProviderAsync("a");
        await node.ChangeAsync(
            async (session, token) =>
            {
                var at = DateTimeOffset.UnixEpoch;
                await UserTable.InsertAsync(session, new UserRow { Id = user, Name = "u", Role = "user", Enabled = true, ProvidersJson = "{", CreatedAt = at, UpdatedAt = at }, token);
                await AccessKeyTable.InsertAsync(
                    session, new AccessKeyRow { Id = key, UserId = user, Name = "k", Hash = new byte[32], Masked = "…", Enabled = true, ProvidersJson = "null", CreatedAt = at }, token);
            },
            HubStreams.AccessKeysChanged);
        await node.StartedAsync();

        node.Status.Current!.Providers.Count.ShouldBe(1);
        node.Status.Current.Users.ShouldHaveSingleItem().Providers.ShouldBe([]);
        node.Status.Current.AccessKeys.ShouldHaveSingleItem().Providers.ShouldBe([]);
    }

    [Fact]
    [Trait("criterion", "PRV-46")]
    public async Task What_did_not_change_is_the_same_object()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var node = await storage.Node().StartedAsync();
        await node.AddProviderAsync("a");
        await node.AppliedAsync(await node.AddProviderAsync("b"));
        var (a, b) = (node.Provider("a"), node.Provider("b"));

        await node.AppliedAsync(await node.MoveAsync("a", "https://elsewhere.example"));

        node.Provider("b").ShouldBeSameAs(b);
        node.Provider("a").ShouldNotBeSameAs(a);
    }

    [Fact]
    [Trait("criterion", "PRV-31")]
    public async Task Sealing_anew_changes_nothing_that_requests_see()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var node = await storage.Node().StartedAsync();
        await node.AppliedAsync(await node.AddProviderAsync("a"));
        var before = node.Provider("a");

        await node.AppliedAsync(await node.ChangeAsync(async (session, token) =>
        {
            var key = (await ProviderKeyTable.ListAsync(session, token)).Single();
            var sealedAgain = storage.Sealer.Seal("provider_keys", "sealed", key.Id, "sk-key");
            await session.ExecuteAsync("update provider_keys set sealed = @sealedAgain", new { sealedAgain }, token);
        }));

        node.Provider("a").ShouldBe(before);
    }

    [Fact]
    [Trait("criterion", "PRV-40")]
    public async Task Two_nodes_follow_each_step_and_agree()
    {
        await using var storage = await TestStorage.PostgresAsync(server);
        var one = await storage.Node().StartedAsync();
        var two = await storage.Replica().StartedAsync();
        Func<Task<long>>[] steps =
        [
            () => one.AddProviderAsync("b"),
            () => one.AddProviderAsync("a"),
            () => two.MoveAsync("a", "https://two.example"),
            () => one.ChangeAsync((session, token) => session.ExecuteAsync("update providers set enabled = false, version = version + 1 where name = 'a'", null, token)),
            () => two.ChangeAsync((session, token) => session.ExecuteAsync("update providers set name = 'c', version = version + 1 where name = 'a'", null, token)),
        ];

        foreach (var step in steps)
        {
            var revision = await step();
            await one.AppliedAsync(revision);
            await two.AppliedAsync(revision);
            one.Status.Current!.Hash.ShouldBe(two.Status.Current!.Hash);
            one.Status.Current.Providers.ShouldBe(two.Status.Current.Providers);
        }

        one.Provider("c").Enabled.ShouldBeFalse();
        one.Provider("b").BaseUrl.ShouldBe("https://up.example");
    }
}
