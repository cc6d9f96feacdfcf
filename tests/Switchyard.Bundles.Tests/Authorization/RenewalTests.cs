using Switchyard.Bundles.Authorization.Tokens;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Model.Bundles;
using Switchyard.Testing.Authorities;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Authorization;

/// <summary>Tokens that end, or that the server takes no longer.</summary>
public sealed class RenewalTests
{
    // Shorter than the time after which lists are read again, so that nobody but the test asks.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    [Trait("criterion", "TOL-19")]
    public async Task A_token_that_is_about_to_end_is_renewed_once_for_all_who_wait()
    {
        await using var rig = await SignedInAsync();
        rig.Time.Advance(Lifetime - Minute - TimeSpan.FromSeconds(1));
        (await rig.CallAsync()).ShouldBe("canary-ann");
        rig.Authority.Renewals.ShouldBe(0, "it is good for more than a minute");

        rig.Time.Advance(TimeSpan.FromSeconds(1));
        var gate = new TaskCompletionSource();
        rig.Authority.Asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        rig.Authority.Gate = gate.Task;
        var calls = Enumerable.Range(0, 20).Select(_ => rig.CallAsync()).ToArray();
        await rig.Authority.Asked.Task;
        gate.SetResult();
        (await Task.WhenAll(calls)).ShouldAllBe(static answer => answer == "canary-ann");
        rig.Authority.Renewals.ShouldBe(1);
        rig.Authority.Reused.ShouldBe(0);
        rig.Server.Shown.Distinct().Count().ShouldBe(2);
    }

    [Fact]
    [Trait("criterion", "TOL-19")]
    public async Task A_renewal_that_fails_is_tried_again_after_thirty_seconds_and_the_old_token_serves_while_it_is_good()
    {
        await using var rig = await SignedInAsync();
        rig.Time.Advance(Lifetime - Minute);
        rig.Authority.TokenStatus = 503;
        for (var i = 0; i < 5; i++)
        {
            (await rig.CallAsync()).ShouldBe("canary-ann");
        }

        rig.Authority.Renewals.ShouldBe(1);
        rig.Time.Advance(TimeSpan.FromSeconds(30));
        (await rig.CallAsync()).ShouldBe("canary-ann");
        rig.Authority.Renewals.ShouldBe(2);

        // By now it has ended, so there is nothing to call with.
        rig.Time.Advance(TimeSpan.FromSeconds(30));
        (await rig.CallAsync()).ShouldContain("tried again");
        (await rig.CallAsync()).ShouldContain("tried again");
        rig.Authority.Renewals.ShouldBe(3);
        rig.Status.Authorization.ShouldBe(BundleAuthorization.Ok, "a server that is away has refused nothing");

        rig.Authority.TokenStatus = 0;
        rig.Time.Advance(TimeSpan.FromSeconds(30));
        (await rig.CallAsync()).ShouldBe("canary-ann");
    }

    [Fact]
    [Trait("criterion", "TOL-19")]
    public async Task Two_nodes_renew_once()
    {
        await using var rig = await SignedInAsync();
        rig.Time.Advance(Lifetime - Minute);
        var row = (await rig.Vault.FindAsync(SignInRig.Key, null, Patience.Token))!;

        // The other node has claimed it, and has not got an answer yet.
        var other = Guid.CreateVersion7();
        (await rig.Vault.TryClaimAsync(row, other, RenewalTerms.Pause, Patience.Token)).ShouldBeTrue();
        var call = rig.CallAsync();
        await rig.Time.WhenArmedAsync(RenewalTerms.Look);
        rig.Authority.Renewals.ShouldBe(0);
        var renewed = rig.Vault.Open(row)! with { Access = new("access-of-the-other-node") };
        (await rig.Vault.RenewAsync(row, renewed, TimeSpan.FromHours(1), Patience.Token)).ShouldNotBeNull();
        rig.Time.Advance(RenewalTerms.Look);
        await call;
        rig.Server.Shown.ShouldContain("Bearer access-of-the-other-node");
        rig.Authority.Reused.ShouldBe(0);
    }

    [Fact]
    [Trait("criterion", "BND-43")]
    public async Task A_token_that_the_server_takes_no_longer_is_renewed_and_the_call_goes_on()
    {
        await using var rig = await SignedInAsync();
        rig.Authority.RevokeAccess();
        (await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => rig.CallAsync()))).ShouldAllBe(static answer => answer == "canary-ann");
        rig.Authority.Renewals.ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "BND-43")]
    public async Task A_sign_in_that_can_not_be_renewed_is_lost_until_somebody_signs_in_again()
    {
        await using var rig = await SignedInAsync();
        rig.Authority.Revoke();
        await rig.CallAsync();
        await rig.StandsAsync(BundleAuthorization.Lost);
        await rig.UntilAsync(() => rig.Status is { State: BundleState.Stopped, Reason: "sign_in_lost", Authorization: BundleAuthorization.Lost });
        (await rig.CallAsync()).ShouldBe("sign_in_lost");
        (await rig.SignIns.ListAsync(SignInRig.Key, Patience.Token)).ShouldHaveSingleItem().Reason.ShouldBe(SignInFaults.Refused);
        await rig.SignInAsync("ann");
        (await rig.CallAsync()).ShouldBe("canary-ann");
    }

    [Fact]
    [Trait("criterion", "BND-43")]
    public async Task A_server_that_takes_no_token_at_all_is_not_renewed_for_without_end()
    {
        await using var rig = await SignedInAsync();
        rig.Server.RefusesAll = true;
        await rig.CallAsync();
        await rig.CallAsync();
        await rig.StandsAsync(BundleAuthorization.Lost);
        rig.Authority.Renewals.ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "TOL-18")]
    public async Task A_token_that_has_ended_with_nothing_to_renew_it_is_lost()
    {
        await using var rig = await SignedInAsync(static authority => authority.GivesRefresh = false);
        rig.Time.Advance(Lifetime - Minute);
        (await rig.CallAsync()).ShouldBe("canary-ann");
        rig.Time.Advance(Minute);
        await rig.CallAsync();
        await rig.StandsAsync(BundleAuthorization.Lost);
        (await rig.SignIns.ListAsync(SignInRig.Key, Patience.Token)).ShouldHaveSingleItem().Reason.ShouldBe(SignInFaults.Expired);
        rig.Server.Shown.Distinct().Count().ShouldBe(1);
    }

    private static async Task<SignInRig> SignedInAsync(Action<TestAuthority>? with = null)
    {
        var rig = await SignInRig.StartAsync();
        rig.Authority.Lifetime = Lifetime;
        with?.Invoke(rig.Authority);
        await rig.SignInAsync("ann");
        (await rig.CallAsync()).ShouldBe("canary-ann");
        return rig;
    }
}
