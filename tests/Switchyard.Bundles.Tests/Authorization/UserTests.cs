using Switchyard.Bundles.Authorization.Tokens;
using Switchyard.Bundles.Lifecycle;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Model.Bundles;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Authorization;

/// <summary>Bundles that each user signs in to for himself.</summary>
public sealed class UserTests
{
    private static readonly Guid Ann = Guid.CreateVersion7();
    private static readonly Guid Bob = Guid.CreateVersion7();

    [Fact]
    [Trait("criterion", "TOL-18")]
    public async Task Each_user_calls_with_his_own_sign_in()
    {
        await using var rig = await SignInRig.StartAsync(perUser: true);
        await rig.SignInAsync("ann", Ann);
        await rig.SignInAsync("bob", Bob);
        (await rig.CallAsync(Ann)).ShouldBe("canary-ann");
        (await rig.CallAsync(Bob)).ShouldBe("canary-bob");
        rig.Catalog.Offer("team", Ann).Tools.Select(static tool => tool.Tool.Name).ShouldBe(["of-ann", "whoami"]);
        rig.Catalog.Offer("team", Bob).Tools.Select(static tool => tool.Tool.Name).ShouldBe(["of-bob", "whoami"]);
        rig.Server.Crossings.ShouldBeEmpty();
        (await rig.CallAsync(user: null)).ShouldBe("sign_in_required", "nobody in particular has no connection");
    }

    [Fact]
    [Trait("criterion", "TOL-18")]
    public async Task A_missing_or_lost_sign_in_leaves_out_the_tools_of_that_bundle_alone_and_says_why()
    {
        await using var rig = await SignInRig.StartAsync(perUser: true);
        var shared = new BundleKey("team", "all");
        await rig.ApplyAsync(rig.Bundle() with { Id = Guid.CreateVersion7(), Key = shared, Definition = rig.Bundle().Definition with { Authorization = new SignInTerms() } });
        await rig.SignInAsync("team", key: shared);
        await rig.SignInAsync("ann", Ann);
        await rig.CallAsync(Ann);
        await rig.CallAsync(Ann, shared);
        await rig.CallAsync(Bob);

        rig.Catalog.Offer("team", Ann).Tools.Select(static tool => tool.FullName).ShouldBe(["all__of-team", "all__whoami", "signed__of-ann", "signed__whoami"]);
        var bobs = rig.Catalog.Offer("team", Bob);
        bobs.Tools.Select(static tool => tool.FullName).ShouldBe(["all__of-team", "all__whoami"]);
        bobs.Unlisted.ShouldBe([new UnlistedBundle("signed", "sign_in_required")]);

        rig.Authority.Revoke(static person => person == "ann");
        await rig.CallAsync(Ann);
        await rig.StandsAsync(BundleAuthorization.Lost, Ann);
        await rig.UntilAsync(() => rig.Catalog.Offer("team", Ann).Unlisted is [{ Reason: "sign_in_lost" }]);
        rig.Catalog.Offer("team", Ann).Tools.Select(static tool => tool.FullName).ShouldBe(["all__of-team", "all__whoami"]);
        (await rig.CallAsync(Ann)).ShouldBe("sign_in_lost");
        (await rig.CallAsync(Ann, shared)).ShouldBe("canary-team");
        (await rig.SignIns.ListAsync(SignInRig.Key, Patience.Token)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            entry => entry.User.ShouldBe(Ann), entry => entry.State.ShouldBe(BundleAuthorization.Lost), entry => entry.Reason.ShouldBe(SignInFaults.Refused));
    }

    [Fact]
    [Trait("criterion", "BND-4")]
    public async Task The_bundle_shows_the_best_of_what_its_users_have()
    {
        await using var rig = await SignInRig.StartAsync(perUser: true);
        rig.Status.Authorization.ShouldBe(BundleAuthorization.Required);
        await rig.StartSignInAsync(Ann);
        await rig.StandsAsync(BundleAuthorization.Pending, Ann);
        rig.Status.Authorization.ShouldBe(BundleAuthorization.Pending);
        await rig.SignInAsync("bob", Bob);
        await rig.CallAsync(Bob);
        rig.Status.ShouldSatisfyAllConditions(status => status.State.ShouldBe(BundleState.Running), status => status.Authorization.ShouldBe(BundleAuthorization.Ok));
        await rig.UntilAsync(() => rig.Witness.Latest.GetValueOrDefault(SignInRig.Key) is { State: BundleState.Running, Authorization: BundleAuthorization.Ok });

        await rig.SignIns.ForgetAsync(SignInRig.Key, Bob, "tester", Patience.Token);
        await rig.UntilAsync(() => rig.Status.Authorization == BundleAuthorization.Pending && rig.Status.State == BundleState.Stopped);
        rig.Witness.Moves.ShouldBeEmpty("what single users do is no move of the bundle");
    }

    [Fact]
    [Trait("criterion", "TOL-20")]
    public async Task A_connection_that_its_user_does_not_use_ends_and_comes_back_with_his_next_call()
    {
        await using var rig = await SignInRig.StartAsync(perUser: true);
        await rig.Supervisor.StartAsync(Patience.Token);
        await rig.SignInAsync("ann", Ann);
        await rig.CallAsync(Ann);
        var first = rig.Supervisor.Run(SignInRig.Key, Ann);
        first.ShouldNotBeNull().User.ShouldBe(Ann);

        rig.Time.Advance(UserRuns.Keep - TimeSpan.FromMinutes(1));
        rig.Supervisor.Run(SignInRig.Key, Ann).ShouldBeSameAs(first);
        var gone = first.Current!.Gone;
        rig.Time.Advance(UserRuns.Keep);
        await gone.WaitAsync(Patience.Token);
        (await rig.CallAsync(Ann)).ShouldBe("canary-ann");
        rig.Server.Methods.Count(static method => method == "initialize").ShouldBe(2);
        rig.Server.Crossings.ShouldBeEmpty();
    }

    [Theory]
    [Trait("criterion", "TOL-20")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Nothing_of_one_user_ever_reaches_another(int seed)
    {
        const int Users = 50;
        const int Steps = 250;
        var random = new Random(seed);
        await using var rig = await SignInRig.StartAsync(perUser: true);
        var own = new BundleKey("team", "second");
        var shared = new BundleKey("team", "all");
        await rig.ApplyAsync(
            rig.Bundle() with { Id = Guid.CreateVersion7(), Key = own },
            rig.Bundle() with { Id = Guid.CreateVersion7(), Key = shared, Definition = rig.Bundle().Definition with { Authorization = new SignInTerms() } });
        await rig.SignInAsync("team", key: shared);
        var users = Enumerable.Range(0, Users).Select(static number => (Id: Guid.CreateVersion7(), Person: $"p{number}x")).ToArray();
        foreach (var (id, person) in users)
        {
            await rig.SignInAsync(person, id);
        }

        BundleKey[] keys = [SignInRig.Key, own, shared];
        var served = 0;
        List<Task> running = [];
        for (var step = 0; step < Steps; step++)
        {
            var (id, person) = users[random.Next(Users)];
            var key = keys[random.Next(keys.Length)];
            switch (random.Next(12))
            {
                case < 6:
                    running.Add(CallAsync(id, person, key));
                    break;
                case 6 or 7:
                    Look(id, person);
                    break;
                case 8:
                    var bundle = rig.Bundle(key);
                    await rig.ApplyAsync(bundle with { Respawns = bundle.Respawns + 1 });
                    break;
                case 9:
                    rig.Server.Restart();
                    break;
                case 10:
                    rig.Time.Advance(TimeSpan.FromMinutes(random.Next(1, 20)));
                    rig.Supervisor.EndUnused();
                    break;
                default:
                    await ComeOrGoAsync(id, person, key == shared ? own : key);
                    break;
            }

            if (running.Count > 20)
            {
                await Task.WhenAll(running);
                running.Clear();
            }
        }

        await Task.WhenAll(running);

        // Once more with nothing that disturbs: on a slow machine most calls before were cut by what the steps do.
        foreach (var (id, person) in users)
        {
            Look(id, person);
            await CallAsync(id, person, SignInRig.Key);
        }

        rig.Server.Crossings.ShouldBeEmpty();
        served.ShouldBeGreaterThan(20);

        async Task CallAsync(Guid id, string person, BundleKey key)
        {
            var answer = await rig.CallAsync(id, key);
            if (answer.StartsWith("canary", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref served);
                answer.ShouldBe(key == shared ? "canary-team" : $"canary-{person}");
            }
        }

        void Look(Guid id, string person)
        {
            foreach (var tool in rig.Catalog.Offer("team", id).Tools.Select(static tool => tool.FullName).Where(static name => name.Contains("of-", StringComparison.Ordinal)))
            {
                tool.ShouldBeOneOf("all__of-team", $"signed__of-{person}", $"second__of-{person}");
            }
        }

        async Task ComeOrGoAsync(Guid id, string person, BundleKey key)
        {
            if (!await rig.SignIns.ForgetAsync(key, id, "tester", Patience.Token))
            {
                await rig.SignInAsync(person, id, key);
            }
        }
    }
}
