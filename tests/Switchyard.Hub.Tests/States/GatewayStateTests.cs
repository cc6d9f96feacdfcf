using System.Diagnostics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Switchyard.Hub.States;
using Switchyard.Hub.Tests.Rig;
using Switchyard.Model.Access;
using Switchyard.Model.Detection;
using Switchyard.Model.Limits;
using Switchyard.Model.Origins;
using Switchyard.Model.Pricing;
using Switchyard.Model.Providers;
using Switchyard.Model.Revisions;
using Switchyard.Model.Routing;
using Switchyard.Model.Secrets;

namespace Switchyard.Hub.Tests.States;

/// <summary>The hash of a state, and differences of two.</summary>
public sealed class GatewayStateTests
{
    private const string ReportTo = "SWITCHYARD_TEST_STATE_HASHES";

    private static readonly ProviderKeyConfig Key = new() { Id = Ids(1), Position = 0, Masked = "…1", Value = new Secret("sk-one") };

    private static readonly ProviderConfig Provider = new()
    {
        Id = Ids(2), Name = "p", Type = ProviderType.Bedrock, DisplayName = "P", BaseUrl = "https://p.example", Keys = [Key], Version = 4,
        Settings = ProviderSettings.Default with { Bedrock = new BedrockSettings { Region = "eu-central-1", SecretAccessKey = new Secret("aws") } },
    };

    private static readonly ConfigurationModel Model = new()
    {
        Epoch = Models.Epoch,
        Revision = 7,
        Hash = "x",
        Providers = [Provider],
        Users = [new UserConfig { Id = Ids(3), Name = "ann" }],
        AccessKeys = [new AccessKeyConfig { Id = Ids(4), UserId = Ids(3), Name = "k", Hash = new byte[32], Masked = "…2" }],
        Routes = [new RouteConfig("fast", [new RouteTarget("p", "m")])],
        Limits = [new LimitConfig { Name = "l", Scope = LimitScope.User }],
        Prices = [new PriceConfig { Provider = "p", Model = "*", Input = 1, Output = 2 }],
        Cuts = [new Cut(CutKind.Provider, Ids(5), 3)],
    };

    /// <summary>Everything that changes what is served, one at a time.</summary>
    private static readonly Dictionary<string, ConfigurationModel> Changes = new()
    {
        ["provider added"] = Model with { Providers = [Provider, Provider with { Id = Ids(9), Name = "q" }] },
        ["provider removed"] = Model with { Providers = [] },
        ["provider name"] = With(Provider with { Name = "q" }),
        ["provider type"] = With(Provider with { Type = ProviderType.Anthropic, Settings = ProviderSettings.Default }),
        ["display name"] = With(Provider with { DisplayName = "Q" }),
        ["base address"] = With(Provider with { BaseUrl = "https://q.example" }),
        ["provider enabled"] = With(Provider with { Enabled = false }),
        ["byok"] = With(Provider with { AllowByok = true }),
        ["time-out"] = With(Provider with { Settings = Provider.Settings with { Timeouts = TimeoutSettings.Default with { Idle = TimeSpan.FromSeconds(1) } } }),
        ["region"] = With(Provider with { Settings = Provider.Settings with { Bedrock = Provider.Settings.Bedrock! with { Region = "us-east-1" } } }),
        ["provider error"] = With(Provider with { Error = ProviderErrors.SecretUnreadable }),
        ["key added"] = With(Provider with { Keys = [Key, Key with { Id = Ids(8), Position = 1 }] }),
        ["key label"] = With(Provider with { Keys = [Key with { Label = "new" }] }),
        ["key position"] = With(Provider with { Keys = [Key with { Position = 3 }] }),
        ["key enabled"] = With(Provider with { Keys = [Key with { Enabled = false }] }),
        ["key reset"] = With(Provider with { Keys = [Key with { ResetAt = DateTimeOffset.UnixEpoch }] }),
        ["key secret"] = With(Provider with { Keys = [Key with { Value = new Secret("sk-two") }], Version = 5 }),
        ["secret settings"] = With(Provider with { Settings = Provider.Settings with { Bedrock = Provider.Settings.Bedrock! with { SecretAccessKey = new Secret("other") } }, Version = 6 }),
        ["user added"] = Model with { Users = [.. Model.Users, new UserConfig { Id = Ids(7), Name = "bob" }] },
        ["user name"] = Model with { Users = [Model.Users[0] with { Name = "bob" }] },
        ["user disabled"] = Model with { Users = [Model.Users[0] with { Enabled = false }] },
        ["user grants"] = Model with { Users = [Model.Users[0] with { Providers = ["p"] }] },
        ["no grants is not an empty grant"] = Model with { Users = [Model.Users[0] with { Providers = [] }] },
        ["access key revoked"] = Model with { AccessKeys = [Model.AccessKeys[0] with { Enabled = false }] },
        ["access key expiry"] = Model with { AccessKeys = [Model.AccessKeys[0] with { ExpiresAt = DateTimeOffset.UnixEpoch }] },
        ["access key hash"] = Model with { AccessKeys = [Model.AccessKeys[0] with { Hash = new byte[] { 1 } }] },
        ["access key owner"] = Model with { AccessKeys = [Model.AccessKeys[0] with { UserId = Ids(6) }] },
        ["route name"] = Model with { Routes = [new RouteConfig("slow", Model.Routes[0].Targets)] },
        ["route targets"] = Model with { Routes = [new RouteConfig("fast", [new RouteTarget("p", "n")])] },
        ["limit"] = Model with { Limits = [Model.Limits[0] with { Concurrency = 3 }] },
        ["limit scope"] = Model with { Limits = [Model.Limits[0] with { Scope = LimitScope.Node }] },
        ["price"] = Model with { Prices = [Model.Prices[0] with { Output = 2.01m }] },
        ["cut"] = Model with { Cuts = [new Cut(CutKind.Provider, Ids(5), 4)] },
        ["cut of another kind"] = Model with { Cuts = [new Cut(CutKind.ProviderKey, Ids(5), 3)] },
        ["cut forgotten"] = Model with { Cuts = [] },
        ["server"] = Model with { Server = Model.Server with { SlowFlush = TimeSpan.FromMilliseconds(7) } },
        ["access"] = Model with { Access = new AccessConfig { Byok = false } },
        ["recording"] = Model with { Recording = Model.Recording with { ServeOnFailure = true } },
        ["detection"] = Model with { Detection = new DetectionConfig { Clients = [new ClientRule("x")] } },
    };

    public static TheoryData<string> ChangeNames => [.. Changes.Keys];

    [Theory]
    [MemberData(nameof(ChangeNames))]
    [Trait("criterion", "HUB-54")]
    public void Every_change_of_content_changes_the_hash(string change)
    {
        var (before, after) = (Encode(Model), Encode(Changes[change]));

        after.Hash.ShouldNotBe(before.Hash);
        before.To(after).Count.ShouldBeGreaterThan(0);
        before.With(after.Epoch, after.Revision, before.To(after)).Hash.ShouldBe(after.Hash);
    }

    [Fact]
    public void All_changes_differ_from_each_other() => Changes.Values.Select(model => Encode(model).Hash).ShouldBeUnique();

    /// <summary>A provider that is no row has no version to tell of a replaced secret.</summary>
    [Theory]
    [InlineData(OriginKind.File)]
    [InlineData(OriginKind.Document)]
    [InlineData(OriginKind.Default)]
    public void A_replaced_secret_of_a_provider_without_row_changes_the_hash(OriginKind kind)
    {
        var origin = new Origin(kind, "x.yaml", 3);
        var before = Encode(With(Provider with { Origin = origin, Version = 0 }));
        var sameAgain = Encode(With(Provider with { Origin = origin, Version = 0, Keys = [Key with { Value = new Secret("sk-one") }] }));
        var key = Encode(With(Provider with { Origin = origin, Version = 0, Keys = [Key with { Value = new Secret("sk-two") }] }));
        var settings = Encode(With(Provider with { Origin = origin, Version = 0, Settings = Provider.Settings with { Bedrock = Provider.Settings.Bedrock! with { SecretAccessKey = new Secret("x") } } }));

        sameAgain.Hash.ShouldBe(before.Hash);
        new[] { before.Hash, key.Hash, settings.Hash }.ShouldBeUnique();
    }

    [Fact]
    public void Order_revision_and_epoch_do_not_change_the_hash() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var state = Encode(new Models(seed).Next());
            StateObject[] shuffled = [.. state.Objects];
            new Random(seed).Shuffle(shuffled);

            var other = GatewayState.Of(Ids(1), state.Revision + 1, shuffled);

            other.Hash.ShouldBe(state.Hash);
            other.Objects.ShouldBe(state.Objects);
            other.Objects.Zip(other.Objects.Skip(1)).ShouldAllBe(pair => StateObject.Compare(pair.First, pair.Second) < 0);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("ab", "c", "a", "bc")]
    [InlineData("a", "", "", "a")]
    public void Kind_and_id_do_not_run_together(string kind, string id, string otherKind, string otherId) =>
        Of(new StateObject(kind, id, "{}"u8.ToArray())).Hash.ShouldNotBe(Of(new StateObject(otherKind, otherId, "{}"u8.ToArray())).Hash);

    [Fact]
    public void A_long_id_counts_to_its_last_character()
    {
        var one = new string('ä', 400);
        Of(new StateObject("k", one + "1", "{}"u8.ToArray())).Hash.ShouldNotBe(Of(new StateObject("k", one + "2", "{}"u8.ToArray())).Hash);
    }

    [Fact]
    public void The_last_of_several_with_one_name_counts()
    {
        StateObject[] objects = [Item("k", "a", 1), Item("k", "b", 1), Item("k", "a", 2), Item("k", "a", 3)];

        var state = Of(objects);

        state.Objects.ShouldBe([objects[3], objects[1]]);
        state.With(state.Epoch, 1, StateChange.None).Hash.ShouldBe(state.Hash);
    }

    [Fact]
    public void A_difference_leads_from_one_state_to_the_other_and_back() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var (one, two) = (RandomState(random), RandomState(random));

            var there = one.To(two);
            var reached = one.With(two.Epoch, two.Revision, there);

            reached.Hash.ShouldBe(two.Hash);
            reached.Objects.Count.ShouldBe(two.Objects.Count);
            reached.To(two).ShouldBeSameAs(StateChange.None);
            reached.With(one.Epoch, one.Revision, two.To(one)).Hash.ShouldBe(one.Hash);
            there.Set.ShouldAllBe(item => one.Find(item.Kind, item.Id) == null || !one.Find(item.Kind, item.Id)!.IsSame(item));
            there.Removed.ShouldAllBe(item => two.Find(item.Kind, item.Id) == null);
            one.To(one).ShouldBeSameAs(StateChange.None);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_object_is_found_and_no_other() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var state = RandomState(new Random(seed));
            foreach (var item in state.Objects)
            {
                state.Find(item.Kind, item.Id).ShouldBeSameAs(item);
            }

            state.Find("a", "").ShouldBeNull();
            state.Find("zz", "9").ShouldBeNull();
            state.Find("b", "99").ShouldBeNull();
        }).QuickCheckThrowOnFailure();

    /// <summary>Runs itself in another process: texts hash differently there, and dictionaries have another order.</summary>
    [Fact]
    public async Task The_hash_is_the_same_in_every_process()
    {
        var hashes = string.Join('\n', Enumerable.Range(0, 20).Select(seed => Encode(new Models(seed).Next()).Hash));
        if (Environment.GetEnvironmentVariable(ReportTo) is { } file)
        {
            await File.WriteAllTextAsync(file, hashes, TestContext.Current.CancellationToken);
            return;
        }

        var path = Path.GetTempFileName();
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["-noColor", "-noLogo", "-method", $"{GetType().FullName}.{nameof(The_hash_is_the_same_in_every_process)}"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            Environment = { [ReportTo] = path },
        };
        using (var other = Process.Start(start)!)
        {
            var output = await other.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await other.WaitForExitAsync(TestContext.Current.CancellationToken);
            other.ExitCode.ShouldBe(0, output);
        }

        var reported = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        File.Delete(path);
        reported.ShouldBe(hashes);
    }

    private static GatewayState RandomState(Random random) => Of(
        [.. from kind in (string[])["a", "b", "c"] from id in Enumerable.Range(0, 6) where random.Next(2) == 0 select Item(kind, $"{id}", random.Next(3))]);

    private static StateObject Item(string kind, string id, int value) => new(kind, id, Encoding.UTF8.GetBytes($$"""{"v":{{value}}}"""));

    private static GatewayState Of(params StateObject[] objects) => GatewayState.Of(Models.Epoch, 1, objects);

    private static GatewayState Encode(ConfigurationModel model) => new StateEncoder(Models.Fingerprint).Encode(model);

    private static ConfigurationModel With(ProviderConfig provider) => Model with { Providers = [provider] };

    private static Guid Ids(int number) => new(number, 0, 0, new byte[8]);
}
