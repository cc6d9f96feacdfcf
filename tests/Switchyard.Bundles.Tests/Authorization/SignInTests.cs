using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Model.Bundles;
using Switchyard.Model.Secrets;
using Switchyard.Storage.Secrets;
using Switchyard.Testing.Authorities;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Authorization;

/// <summary>Signing in, with a real authorization server and a real server of tools.</summary>
public sealed class SignInTests
{
    [Fact]
    [Trait("criterion", "BND-48")]
    public async Task A_bundle_serves_once_somebody_has_signed_in_and_not_before()
    {
        await using var rig = await SignInRig.StartAsync();
        (await rig.CallAsync()).ShouldBe("sign_in_required");
        await rig.UntilAsync(() => rig.Status is { Authorization: BundleAuthorization.Required, Reason: "sign_in_required", State: BundleState.Stopped });
        rig.Catalog.Offer("team", null).Unlisted.ShouldHaveSingleItem().Reason.ShouldBe("sign_in_required");

        var start = await rig.StartSignInAsync();
        await rig.StandsAsync(BundleAuthorization.Pending);
        rig.Status.Authorization.ShouldBe(BundleAuthorization.Pending);
        (await rig.SignIns.CompleteAsync(await rig.VisitAsync(start.Url, "ann"), Patience.Token)).ShouldBe(SignInRig.Key);
        await rig.StandsAsync(BundleAuthorization.Ok);

        (await rig.CallAsync()).ShouldBe("canary-ann");
        rig.Status.ShouldSatisfyAllConditions(status => status.Authorization.ShouldBe(BundleAuthorization.Ok), status => status.State.ShouldBe(BundleState.Running));
        rig.Catalog.Offer("team", null).Tools.Select(static tool => tool.FullName).ShouldBe(["signed__of-ann", "signed__whoami"]);
        rig.Authority.Scopes.ShouldBe(["read write"]);
    }

    [Fact]
    [Trait("criterion", "BND-48")]
    public async Task What_is_asked_for_is_what_the_protocol_says()
    {
        await using var rig = await SignInRig.StartAsync();
        var url = new Uri((await rig.StartSignInAsync()).Url);
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(url.Query);
        url.GetLeftPart(UriPartial.Path).ShouldBe(rig.Authority.Issuer + "/authorize");
        query["response_type"].ToString().ShouldBe("code");
        query["code_challenge_method"].ToString().ShouldBe("S256");
        query["redirect_uri"].ToString().ShouldBe(SignInRig.Callback.AbsoluteUri);
        query["resource"].ToString().ShouldBe(rig.Server.Url);
        query["state"].ToString().Length.ShouldBe(43);
    }

    [Fact]
    [Trait("criterion", "BND-48")]
    public async Task A_server_that_nobody_knew_needs_a_sign_in_says_so_itself()
    {
        await using var rig = await SignInRig.StartAsync(declared: false);
        rig.Status.Authorization.ShouldBe(BundleAuthorization.None);
        await rig.CallAsync();
        await rig.UntilAsync(() => rig.Status is { Authorization: BundleAuthorization.Required, State: BundleState.Stopped, Reason: "sign_in_required" });
        await rig.SignInAsync("ann");
        (await rig.CallAsync()).ShouldBe("canary-ann");
    }

    [Theory]
    [Trait("criterion", "BND-48")]
    [InlineData("quiet")]
    [InlineData("openid")]
    [InlineData("client")]
    public async Task Servers_are_found_in_each_way_they_may_be(string way)
    {
        await using var rig = await SignInRig.StartAsync(with: way == "client" ? static definition => definition with { Authorization = new SignInTerms { ClientId = "ours", Scopes = ["deep"] } } : null);
        rig.Server.NamesMetadata = way != "quiet";
        rig.Authority.IsOpenIdOnly = way == "openid";
        if (way == "client")
        {
            rig.Authority.Registers = false;
            rig.Authority.AddClient("ours", SignInRig.Callback.AbsoluteUri);
        }

        await rig.SignInAsync("ann");
        (await rig.CallAsync()).ShouldBe("canary-ann");
        rig.Authority.Scopes.ShouldBe([way == "client" ? "deep" : "read write"]);
        rig.Authority.Registrations.ShouldBe(way == "client" ? 0 : 1);
    }

    [Theory]
    [Trait("criterion", "BND-48")]
    [InlineData("issuer", SignInFaults.Untrustworthy)]
    [InlineData("audience", SignInFaults.Untrustworthy)]
    [InlineData("pkce", SignInFaults.Untrustworthy)]
    [InlineData("client", SignInFaults.ClientNeeded)]
    [InlineData("open", SignInFaults.NotNeeded)]
    [InlineData("gone", SignInFaults.Unreachable)]
    public async Task Servers_that_can_not_be_trusted_are_sent_nobody(string fault, string code)
    {
        await using var rig = await SignInRig.StartAsync();
        rig.Authority.SaysIssuer = fault == "issuer" ? "http://127.0.0.1:1" : null;
        rig.Server.SaysResource = fault == "audience" ? "http://127.0.0.1:1/mcp" : null;
        rig.Authority.HasPkce = fault != "pkce";
        rig.Authority.Registers = fault != "client";
        rig.Server.IsClosed = fault != "open";
        if (fault == "gone")
        {
            await rig.Authority.DisposeAsync();
        }

        (await Should.ThrowAsync<SignInException>(() => rig.StartSignInAsync())).Code.ShouldBe(code);
        (await rig.SignIns.ListAsync(SignInRig.Key, Patience.Token)).ShouldBeEmpty("a failed start frees the place");
    }

    [Fact]
    [Trait("criterion", "BND-47")]
    public async Task There_is_one_sign_in_at_a_time_for_each_bundle_and_user()
    {
        await using var rig = await SignInRig.StartAsync();
        var gate = new TaskCompletionSource();
        rig.Authority.Gate = gate.Task;
        var clicks = Enumerable.Range(0, 10).Select(_ => rig.StartSignInAsync()).ToArray();
        gate.SetResult();
        var url = (await Task.WhenAll(clicks)).Select(static start => start.Url).Distinct().ShouldHaveSingleItem();
        rig.Authority.Registrations.ShouldBe(1);

        (await rig.StartSignInAsync()).Url.ShouldBe(url);
        await rig.SignInAsync("ann");
        (await Should.ThrowAsync<SignInException>(() => rig.StartSignInAsync())).Code.ShouldBe(SignInFaults.AlreadySignedIn);

        (await rig.SignIns.ForgetAsync(SignInRig.Key, null, "tester", Patience.Token)).ShouldBeTrue();
        (await rig.StartSignInAsync()).Url.ShouldNotBe(url);
    }

    [Fact]
    [Trait("criterion", "BND-47")]
    public async Task A_server_that_does_not_answer_frees_the_place_after_fifteen_seconds()
    {
        await using var rig = await SignInRig.StartAsync();
        var gate = new TaskCompletionSource();
        rig.Authority.Gate = gate.Task;
        var start = rig.StartSignInAsync();
        await rig.Time.WhenArmedAsync(TimeSpan.FromSeconds(15));
        rig.Time.Advance(TimeSpan.FromSeconds(15));
        (await Should.ThrowAsync<SignInException>(() => start)).Code.ShouldBe(SignInFaults.Unreachable);
        gate.SetResult();
        await rig.SignInAsync("ann");
    }

    [Theory]
    [Trait("criterion", "BND-47")]
    [InlineData("denied", SignInFaults.Denied)]
    [InlineData("other issuer", SignInFaults.Untrustworthy)]
    [InlineData("no issuer", SignInFaults.Untrustworthy)]
    [InlineData("wrong code", SignInFaults.Refused)]
    [InlineData("broken", SignInFaults.Unreachable)]
    public async Task A_return_that_fails_uses_the_state_up_and_frees_the_place(string fault, string code)
    {
        await using var rig = await SignInRig.StartAsync();
        rig.Authority.SaysIss = fault == "other issuer" ? "http://127.0.0.1:1" : null;
        rig.Authority.LeavesIssOut = fault == "no issuer";
        rig.Authority.TokenStatus = fault == "broken" ? 503 : 0;
        var start = await rig.StartSignInAsync();
        var answer = await rig.VisitAsync(start.Url, fault == "denied" ? "nobody" : "ann");
        if (fault == "wrong code")
        {
            answer = answer with { Code = new Secret("code-of-somebody-else") };
        }

        (await Should.ThrowAsync<SignInException>(() => rig.SignIns.CompleteAsync(answer, Patience.Token))).Code.ShouldBe(code);
        (await Should.ThrowAsync<SignInException>(() => rig.SignIns.CompleteAsync(answer, Patience.Token))).Code.ShouldBe(SignInFaults.UnknownState);
        await rig.StandsAsync(BundleAuthorization.Required);

        (rig.Authority.SaysIss, rig.Authority.LeavesIssOut, rig.Authority.TokenStatus) = (null, false, 0);
        await rig.SignInAsync("ann");
        (await rig.CallAsync()).ShouldBe("canary-ann");
    }

    [Fact]
    [Trait("criterion", "BND-48")]
    public async Task A_state_is_good_once_and_for_ten_minutes()
    {
        await using var rig = await SignInRig.StartAsync();
        var invented = new SignInReturn(new Secret("invented"), new Secret("code"), null, rig.Authority.Issuer);
        (await Should.ThrowAsync<SignInException>(() => rig.SignIns.CompleteAsync(invented, Patience.Token))).Code.ShouldBe(SignInFaults.UnknownState);

        var late = await rig.VisitAsync((await rig.StartSignInAsync()).Url, "ann");
        rig.Time.Advance(TimeSpan.FromMinutes(10));
        (await Should.ThrowAsync<SignInException>(() => rig.SignIns.CompleteAsync(late, Patience.Token))).Code.ShouldBe(SignInFaults.UnknownState);

        var answer = await rig.VisitAsync((await rig.StartSignInAsync()).Url, "ann");
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ =>
        {
            try
            {
                await rig.SignIns.CompleteAsync(answer, Patience.Token);
                return "ok";
            }
            catch (SignInException refusal)
            {
                return refusal.Code;
            }
        }));
        outcomes.Count(static outcome => outcome == "ok").ShouldBe(1);
        outcomes.Count(static outcome => outcome == SignInFaults.UnknownState).ShouldBe(4);
    }

    [Fact]
    [Trait("criterion", "BND-47")]
    public async Task A_sign_in_that_nobody_completes_is_pending_no_longer_than_its_time()
    {
        await using var rig = await SignInRig.StartAsync();
        await rig.StartSignInAsync();
        await rig.StandsAsync(BundleAuthorization.Pending);
        await rig.Time.WhenArmedAsync(TimeSpan.FromMinutes(10) + TimeSpan.FromMilliseconds(1));
        rig.Time.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromMilliseconds(1));
        await rig.StandsAsync(BundleAuthorization.Required);
    }

    [Fact]
    [Trait("criterion", "BND-48")]
    public async Task A_state_of_one_user_signs_in_no_other()
    {
        await using var rig = await SignInRig.StartAsync(perUser: true);
        var (ann, bob) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var ofAnn = await rig.StartSignInAsync(ann);
        var ofBob = await rig.StartSignInAsync(bob);
        ofAnn.Url.ShouldNotBe(ofBob.Url);

        // Whoever comes back with Ann's state, with whatever code, signs in Ann or nobody: a code of another sign-in has another proof.
        var stolen = await rig.VisitAsync(ofBob.Url, "bob") with { State = (await rig.VisitAsync(ofAnn.Url, "ann")).State };
        (await Should.ThrowAsync<SignInException>(() => rig.SignIns.CompleteAsync(stolen, Patience.Token))).Code.ShouldBe(SignInFaults.Refused);
        (await rig.SignIns.ListAsync(SignInRig.Key, Patience.Token)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            left => left.User.ShouldBe(bob), left => left.State.ShouldBe(BundleAuthorization.Pending));
    }

    [Fact]
    [Trait("criterion", "BND-48")]
    public async Task Tokens_are_sealed_and_rotated()
    {
        await using var rig = await SignInRig.StartAsync();
        await rig.SignInAsync("ann");
        var row = await rig.Vault.FindAsync(SignInRig.Key, null, Patience.Token);
        System.Text.Encoding.Latin1.GetString(row!.Sealed).ShouldNotContain("access-ann");
        rig.Vault.Open(row)!.Access.Reveal().ShouldStartWith("access-ann");
        rig.Vault.Open(row with { Id = Guid.CreateVersion7() }).ShouldBeNull("it opens in no other place");

        var newer = new SecretSealer(SecretKeyRing.Parse($"{Convert.ToBase64String(new byte[32])}"));
        (await new SecretRotation(rig.Database, newer).RotateAsync(Patience.Token)).Unreadable.ShouldBe(2, "the tokens and the registration are among what is rotated");
    }

    [Fact]
    [Trait("criterion", "BND-48")]
    public async Task A_token_is_not_shown_to_another_server_than_it_is_for()
    {
        await using var rig = await SignInRig.StartAsync();
        await rig.SignInAsync("ann");
        (await rig.CallAsync()).ShouldBe("canary-ann");

        await using var other = await SignedServer.StartAsync(rig.Authority);
        var bundle = rig.Bundle();
        await rig.ApplyAsync(bundle with { Definition = bundle.Definition with { Url = other.Url } });
        await rig.UntilAsync(() => rig.Status is { State: BundleState.Stopped, Authorization: BundleAuthorization.Required });
        (await rig.CallAsync()).ShouldBe("sign_in_required");
        other.Shown.ShouldBeEmpty();
        await rig.SignInAsync("ann");
        (await rig.CallAsync()).ShouldBe("canary-ann");
    }

    [Fact]
    [Trait("criterion", "BND-48")]
    public async Task What_is_forgotten_ends_at_once()
    {
        await using var rig = await SignInRig.StartAsync();
        await rig.SignInAsync("ann");
        await rig.CallAsync();
        var held = new TaskCompletionSource();
        var arrived = new TaskCompletionSource();
        rig.Server.Before = async (_, method, context) =>
        {
            if (method == "tools/call")
            {
                arrived.SetResult();
                await held.Task.WaitAsync(context.RequestAborted);
            }
        };
        var call = rig.CallAsync();
        await arrived.Task;
        (await rig.SignIns.ForgetAsync(SignInRig.Key, null, "tester", Patience.Token)).ShouldBeTrue();
        (await call).ShouldBe("call_lost");
        await rig.UntilAsync(() => rig.Status is { State: BundleState.Stopped, Authorization: BundleAuthorization.Required });
        (await rig.SignIns.ForgetAsync(SignInRig.Key, null, "tester", Patience.Token)).ShouldBeFalse();
    }
}
