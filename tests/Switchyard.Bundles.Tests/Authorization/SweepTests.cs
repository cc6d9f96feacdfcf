using Switchyard.Bundles.Authorization;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Hub.Streams;
using Switchyard.Model.Bundles;
using Switchyard.Storage.Hub;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Authorization;

/// <summary>The check of all sign-ins.</summary>
public sealed class SweepTests
{
    [Fact]
    [Trait("criterion", "BND-49")]
    public async Task A_sign_in_that_fails_twice_in_a_row_is_lost_and_not_before()
    {
        await using var rig = await SignInRig.StartAsync(perUser: true);
        var users = await SignedInAsync(rig, 3);
        (await rig.Sweep.RunOnceAsync(Patience.Token)).ShouldBe(new SweepResult(3, 0, 0));

        rig.Authority.Revoke(static person => person == "p0");
        (await rig.Sweep.RunOnceAsync(Patience.Token)).ShouldBe(new SweepResult(3, 0, 0));
        rig.Book.Of(rig.Bundle() with { User = users[0] })!.State.ShouldBe(BundleAuthorization.Ok);
        rig.Time.Advance(TimeSpan.FromMinutes(5));
        (await rig.Sweep.RunOnceAsync(Patience.Token)).ShouldBe(new SweepResult(3, 1, 0));
        await rig.StandsAsync(BundleAuthorization.Lost, users[0]);
        await rig.StandsAsync(BundleAuthorization.Ok, users[1]);
        (await rig.Sweep.RunOnceAsync(Patience.Token)).ShouldBe(new SweepResult(2, 0, 0));
    }

    [Fact]
    [Trait("criterion", "BND-49")]
    public async Task A_failure_that_is_followed_by_success_is_forgotten()
    {
        await using var rig = await SignInRig.StartAsync(perUser: true);
        await SignedInAsync(rig, 2);
        for (var i = 0; i < 4; i++)
        {
            rig.Server.RefusesAll = i % 2 == 0;
            (await rig.Sweep.RunOnceAsync(Patience.Token)).Lost.ShouldBe(0);
            rig.Time.Advance(TimeSpan.FromMinutes(5));
        }

        rig.Server.RefusesAll = true;
        (await rig.Sweep.RunOnceAsync(Patience.Token)).Lost.ShouldBe(0);
        rig.Time.Advance(TimeSpan.FromMinutes(5));
        (await rig.Sweep.RunOnceAsync(Patience.Token)).Lost.ShouldBe(2);
    }

    [Fact]
    [Trait("criterion", "BND-49")]
    public async Task Servers_that_are_away_have_refused_nobody()
    {
        await using var rig = await SignInRig.StartAsync(perUser: true);
        await SignedInAsync(rig, 2);
        rig.Time.Advance(TimeSpan.FromMinutes(59.5));
        rig.Authority.TokenStatus = 503;
        await rig.Server.DisposeAsync();
        for (var i = 0; i < 3; i++)
        {
            (await rig.Sweep.RunOnceAsync(Patience.Token)).Lost.ShouldBe(0);
            rig.Time.Advance(TimeSpan.FromMinutes(5));
        }
    }

    [Theory]
    [Trait("criterion", "BND-49")]
    [InlineData(20, 10, true)]
    [InlineData(20, 11, false)]
    [InlineData(6, 5, true)]
    [InlineData(6, 6, false)]
    public async Task If_more_than_five_and_than_half_would_be_lost_none_is_and_people_are_told(int all, int revoked, bool isLost)
    {
        await using var rig = await SignInRig.StartAsync(perUser: true);
        await SignedInAsync(rig, all);
        rig.Authority.Revoke(person => int.Parse(person[1..], System.Globalization.CultureInfo.InvariantCulture) < revoked);
        await rig.Sweep.RunOnceAsync(Patience.Token);
        rig.Time.Advance(TimeSpan.FromMinutes(5));
        (await rig.Sweep.RunOnceAsync(Patience.Token)).ShouldBe(isLost ? new SweepResult(all, revoked, 0) : new SweepResult(all, 0, revoked));
        (await AlertsAsync(rig)).ShouldBe(isLost ? 0 : 1);

        // Nothing is forgotten of it: if the next check finds fewer, those are lost.
        rig.Time.Advance(TimeSpan.FromMinutes(5));
        (await rig.Sweep.RunOnceAsync(Patience.Token)).Spared.ShouldBe(isLost ? 0 : revoked);
        (await AlertsAsync(rig)).ShouldBe(isLost ? 0 : 1, "people are told once");
    }

    [Fact]
    [Trait("criterion", "BND-49")]
    public async Task Eight_are_checked_at_once()
    {
        await using var rig = await SignInRig.StartAsync(perUser: true);
        await SignedInAsync(rig, 20);
        rig.Time.Advance(TimeSpan.FromMinutes(59.5));
        var gate = new TaskCompletionSource();
        rig.Authority.Gate = gate.Task;
        var sweep = rig.Sweep.RunOnceAsync(Patience.Token);
        await rig.Time.WhenArmedAsync(16);
        while (rig.Authority.Renewals < 8)
        {
            await rig.Authority.NextAsync();
        }

        rig.Authority.Renewals.ShouldBe(8);
        gate.SetResult();
        (await sweep).Checked.ShouldBe(20);
        rig.Authority.Renewals.ShouldBe(20);
    }

    [Fact]
    [Trait("criterion", "BND-49")]
    public async Task The_check_comes_every_five_minutes_give_or_take_a_fifth()
    {
        await using var rig = await SignInRig.StartAsync();
        await rig.SignInAsync("ann");
        await rig.Sweep.StartAsync(Patience.Token);
        await rig.Time.WhenArmedAsync(TimeSpan.FromSeconds(240), TimeSpan.FromSeconds(360));
        rig.Server.Gets.ShouldBe(0);
        rig.Time.Advance(TimeSpan.FromSeconds(360));
        await rig.Server.NextGetAsync();
    }

    private static async Task<Guid[]> SignedInAsync(SignInRig rig, int count)
    {
        var users = Enumerable.Range(0, count).Select(static _ => Guid.CreateVersion7()).ToArray();
        foreach (var (number, user) in users.Index())
        {
            await rig.SignInAsync($"p{number}", user);
        }

        return users;
    }

    private static async Task<int> AlertsAsync(SignInRig rig) =>
        (await rig.Database.ReadAsync((session, token) => EventTable.ReadAfterAsync(session, HubStreams.Alerts, 0, 100, token), Patience.Token)).Count;
}
