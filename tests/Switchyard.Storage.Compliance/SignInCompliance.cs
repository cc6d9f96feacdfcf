using Switchyard.Storage.Bundles;
using Switchyard.Storage.Secrets;

namespace Switchyard.Storage.Compliance;

/// <summary>Sign-ins of bundles.</summary>
public abstract class SignInCompliance : StorageCompliance
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);
    private readonly SecretSealer _sealer = new(SecretKeyRing.Create());

    [Fact]
    [Trait("criterion", "BND-48")]
    public async Task One_sign_in_of_a_user_counts_and_is_renewed_lost_and_erased_by_itself()
    {
        var (ann, bob) = (NewId(), NewId());
        var (shared, ofAnn, ofBob) = (Row(null, "https://a"), Row(ann, "https://a"), Row(bob, "https://b"));
        await WriteAsync(async (session, token) =>
        {
            await SignInTable.PutAsync(session, Row(ann, "https://former"), token);
            await SignInTable.PutAsync(session, shared, token);
            await SignInTable.PutAsync(session, ofAnn, token);
            await SignInTable.PutAsync(session, ofBob, token);
        });
        (await ReadAsync((session, token) => SignInTable.FindAsync(session, "web", "b", ofAnn.UserId, token))).ShouldHaveSingleItem().ShouldBe(ofAnn, new ByContent());
        (await ReadAsync(SignInTable.ListOkAsync)).Count.ShouldBe(3);

        byte[] renewed = Seal(ofAnn, "renewed");
        (await WriteAsync((session, token) => SignInTable.RenewAsync(session, ofAnn, renewed, Now.AddHours(2), Now, token))).ShouldBeTrue();
        (await WriteAsync((session, token) => SignInTable.RenewAsync(session, ofAnn, renewed, null, Now, token))).ShouldBeFalse("it was renewed meanwhile");
        (await WriteAsync((session, token) => SignInTable.LoseAsync(session, ofBob.Id, NewId(), "why", Now, token))).ShouldBeFalse("it is another sign-in");
        (await WriteAsync((session, token) => SignInTable.LoseAsync(session, ofBob.Id, ofBob.Serial, "why", Now, token))).ShouldBeTrue();
        (await WriteAsync((session, token) => SignInTable.LoseAsync(session, ofBob.Id, ofBob.Serial, "why", Now, token))).ShouldBeFalse("once");
        await WriteAsync((session, token) => SignInTable.CountAsync(session, ofAnn.Id, ofAnn.Serial, 1, token));

        var standings = await ReadAsync((session, token) => SignInTable.StandingsAsync(session, Now, token));
        standings.Select(row => (row.UserId, row.State, row.Reason)).ShouldBe(
            [("", "ok", null), .. new[] { (ofAnn.UserId, "ok", (string?)null), (ofBob.UserId, "lost", "why") }.OrderBy(each => each.Item1, StringComparer.Ordinal)]);
        var found = (await ReadAsync((session, token) => SignInTable.FindAsync(session, ofAnn.Id, token)))!;
        (found.Version, found.Losses, found.ExpiresAt, found.Sealed.SequenceEqual(renewed)).ShouldBe((1, 1, Now.AddHours(2), true));

        (await WriteAsync((session, token) => SignInTable.EraseAsync(session, ann, token))).ShouldBe(1);
        (await WriteAsync((session, token) => SignInTable.DeleteAsync(session, "web", "b", "", token))).ShouldBe(1);
        (await WriteAsync((session, token) => SignInTable.EraseAsync(session, "web", "b", token))).ShouldBe(1);
        (await ReadAsync((session, token) => SignInTable.StandingsAsync(session, Now, token))).ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "TOL-19")]
    public async Task One_node_renews_and_a_failed_renewal_is_not_tried_again_for_a_while()
    {
        var (one, two) = (NewId(), NewId());
        var row = Row(null, "https://a");
        await WriteAsync((session, token) => SignInTable.PutAsync(session, row, token));
        (await ClaimAsync(row, one, Now)).ShouldBeTrue();
        (await ClaimAsync(row, two, Now)).ShouldBeFalse();
        await WriteAsync((session, token) => SignInTable.ReleaseAsync(session, row, two, token));
        (await ReadAsync((session, token) => SignInTable.FindAsync(session, row.Id, token)))!.ClaimedBy.ShouldBe(one);
        await WriteAsync((session, token) => SignInTable.ReleaseAsync(session, row, one, token));
        (await ClaimAsync(row, two, Now + Pause - TimeSpan.FromMilliseconds(1))).ShouldBeFalse("it failed a moment ago");
        (await ClaimAsync(row, two, Now + Pause)).ShouldBeTrue();
        (await ClaimAsync(row, one, Now.AddHours(-1))).ShouldBeTrue("a node whose clock is an hour behind is not kept from it for an hour");
        (await ClaimAsync(row with { Version = 7 }, one, Now.AddHours(1))).ShouldBeFalse("it is not as it was read");
    }

    [Fact]
    [Trait("criterion", "BND-47")]
    [Trait("criterion", "BND-48")]
    public async Task One_sign_in_of_a_user_is_under_way_and_its_state_is_good_once()
    {
        var row = Start("one", Now.AddMinutes(10));
        (await AddAsync(row, Now)).ShouldBeTrue();
        (await AddAsync(Start("two", Now.AddMinutes(10)), Now)).ShouldBeFalse();
        (await ReadAsync((session, token) => SignInStartTable.FindAsync(session, "web", "b", "", Now, token)))!.StateHash.ShouldBe("one");
        (await ReadAsync((session, token) => SignInStartTable.FindAsync(session, "web", "b", "", Now.AddMinutes(10), token))).ShouldBeNull();
        (await ReadAsync((session, token) => SignInTable.StandingsAsync(session, "web", "b", Now, token))).ShouldHaveSingleItem().State.ShouldBe("pending");
        (await AddAsync(Start("three", Now.AddMinutes(20)), Now.AddMinutes(10))).ShouldBeTrue("the former one has run out");

        (await TakeAsync("one", Now)).ShouldBeNull();
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => TakeAsync("three", Now.AddMinutes(10))));
        taken.Count(found => found is not null).ShouldBe(1);
        (await AddAsync(Start("four", Now.AddMinutes(30)), Now.AddMinutes(20))).ShouldBeTrue();
        (await TakeAsync("four", Now.AddMinutes(30))).ShouldBeNull("it came too late");
        (await AddAsync(Start("five", Now.AddMinutes(40)), Now.AddMinutes(30))).ShouldBeTrue("and is used up all the same");
    }

    private SignInStartRow Start(string state, DateTimeOffset expiresAt) => new()
    {
        Id = NewId(), Workspace = "web", Bundle = "b", UserId = "", StateHash = state, Sealed = [1, 2, 3], StartedBy = "ann", ExpiresAt = expiresAt,
    };

    private Task<bool> AddAsync(SignInStartRow row, DateTimeOffset now) => WriteAsync((session, token) => SignInStartTable.TryAddAsync(session, row, now, token));

    private Task<SignInStartRow?> TakeAsync(string state, DateTimeOffset now) => WriteAsync((session, token) => SignInStartTable.TakeAsync(session, state, now, token));

    private Task<bool> ClaimAsync(SignInRow row, Guid node, DateTimeOffset now) => WriteAsync((session, token) => SignInTable.TryClaimAsync(session, row, node, now, now + Pause, token));

    private byte[] Seal(SignInRow row, string text) => _sealer.Seal("bundle_sign_ins", "sealed", row.Id, text);

    private SignInRow Row(Guid? user, string issuer)
    {
        var id = SignInIds.Of("web", "b", user, issuer);
        return new SignInRow
        {
            Id = id, Workspace = "web", Bundle = "b", UserId = SignInIds.TextOf(user), Issuer = issuer, Resource = "https://r", Serial = NewId(),
            Sealed = _sealer.Seal("bundle_sign_ins", "sealed", id, "tokens"), State = "ok", ExpiresAt = Now.AddHours(1), RetryAt = DateTimeOffset.UnixEpoch, UpdatedAt = Now,
        };
    }

    /// <summary>Two rows are equal when everything but the bytes is, and the bytes are the same ones.</summary>
    private sealed class ByContent : IEqualityComparer<SignInRow>
    {
        public bool Equals(SignInRow? one, SignInRow? two) => one is not null && two is not null && one.Sealed.SequenceEqual(two.Sealed) && one with { Sealed = two.Sealed } == two;

        public int GetHashCode(SignInRow row) => row.Id.GetHashCode();
    }
}
