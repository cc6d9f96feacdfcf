using System.Text.Json;
using Switchyard.Admin.Client.ProviderKeys;
using Switchyard.Admin.Client.Providers;
using Switchyard.Admin.Tests.Gateways;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Cli.Terminal;
using Switchyard.Cli.Tests.Calls;
using Switchyard.Model.Providers;

namespace Switchyard.Cli.Tests.ProviderKeys;

public sealed class KeyRotateTests
{
    private const string NewKey = "sk-new-0123456789-wxyz";

    [Fact]
    public async Task A_key_is_replaced_step_by_step()
    {
        await using var plane = await ControlPlane.StartAsync();
        var old = await MainAsync(plane);
        await plane.Client.ProviderKeys.AddAsync("main", new NewProviderKey("sk-spare-0123456789abc", "spare"));

        var run = await CliRun.RunAsync(plane, NewKey + "\n", "keys", "rotate", "main", "--key", "prod", "--new-key-file", "-");

        run.ExitCode.ShouldBe(0, run.Error);
        run.Out.ShouldBe($"Key …wxyz of main has replaced {old:D}, which the upstream may revoke now (revision 6).\n");
        var keys = await plane.Client.ProviderKeys.ListAsync("main");
        keys.Select(key => (key.Label, key.Masked, key.Position, key.Enabled)).ShouldBe([("prod", "…wxyz", 0, true), ("spare", "…9abc", 1, true)]);
        (await plane.EventsAsync()).Select(row => row.Action).ShouldBe(["create", "update", "update", "disable", "update", "update"]);
        (run.Out + run.Error).ShouldNotContain("sk-new");
    }

    /// <summary>Killed after each step: what is on the server then, and the same command again.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_rotation_that_was_cut_off_is_finished_by_running_it_again(int steps)
    {
        await using var plane = await ControlPlane.StartAsync();
        var old = await MainAsync(plane);
        await plane.Client.ProviderKeys.AddAsync("main", new NewProviderKey(NewKey, $"prod (replaces {old:D})") { Position = 0 });
        if (steps > 1)
        {
            await plane.Client.ProviderKeys.UpdateAsync("main", old, new ProviderKeyPatch { Enabled = false });
        }

        if (steps > 2)
        {
            await plane.Client.ProviderKeys.DeleteAsync("main", old);
        }

        var run = await CliRun.RunAsync(plane, NewKey, "keys", "rotate", "main");
        var again = await CliRun.RunAsync(plane, NewKey, "keys", "rotate", "main", "--key", old.ToString("D"));

        run.ExitCode.ShouldBe(0, run.Error);
        run.Error.ShouldStartWith("Going on with the rotation to key …wxyz.\n");
        var key = (await plane.Client.ProviderKeys.ListAsync("main")).ShouldHaveSingleItem();
        (key.Label, key.Masked, key.Enabled).ShouldBe(("prod", "…wxyz", true));
        again.ExitCode.ShouldBe(ExitCodes.NotFound);
    }

    [Fact]
    public async Task It_waits_for_the_last_gateway_and_then_for_its_last_request()
    {
        await using var plane = await ControlPlane.StartAsync();
        var fleet = new Fleet(plane);
        var old = await MainAsync(plane);
        var gateway = await fleet.CreateAsync("edge-eu");
        await fleet.ConnectAsync(gateway, "one");
        await fleet.ReportAsync(gateway, "one", $$"""{"keys":[{"id":"{{old}}","state":"healthy","inFlight":1}]}""");
        var told = new Listener();

        var running = CliRun.RunAsync(plane, NewKey, told, "keys", "rotate", "main");
        await plane.UntilEventsAsync(3);
        await fleet.AckAsync(gateway, "one", 3);
        await plane.UntilEventsAsync(4);
        (await plane.EventsAsync())[^1].Action.ShouldBe("disable");
        await fleet.AckAsync(gateway, "one", 4);
        await told.HeardAsync("Waiting for gateway edge-eu/one: 1 requests in flight");
        running.IsCompleted.ShouldBeFalse();
        (await plane.Client.ProviderKeys.ListAsync("main")).Count.ShouldBe(2);
        await fleet.ReportAsync(gateway, "one", "{}");

        (await running).ExitCode.ShouldBe(0);
        (await plane.Client.ProviderKeys.ListAsync("main")).ShouldHaveSingleItem().Masked.ShouldBe("…wxyz");
    }

    [Fact]
    public async Task When_the_time_is_over_it_says_who_may_still_use_the_old_key_and_keeps_it()
    {
        await using var plane = await ControlPlane.StartAsync();
        var fleet = new Fleet(plane);
        await MainAsync(plane);
        var gateway = await fleet.CreateAsync("edge-eu");
        await fleet.EndAsync(await fleet.ConnectAsync(gateway, "one"));

        var late = await CliRun.RunAsync(plane, NewKey, "keys", "rotate", "main", "--timeout", "1s");
        var kept = await plane.Client.ProviderKeys.ListAsync("main");
        var done = await CliRun.RunAsync(plane, "", "keys", "rotate", "main", "--ignore-offline");

        late.ExitCode.ShouldBe(ExitCodes.Usage);
        late.Error.ShouldContain("gateway edge-eu/one: not heard of since");
        late.Error.ShouldContain("Run the same command again to go on; --ignore-offline");
        kept.Select(key => (key.Masked, key.Enabled)).ShouldBe([("…wxyz", true), ("…cdef", false)]);
        done.ExitCode.ShouldBe(0, done.Error);
    }

    [Fact]
    public async Task A_new_key_that_the_upstream_does_not_take_leaves_the_old_one_in_service()
    {
        await using var plane = await ControlPlane.StartAsync();
        await MainAsync(plane);
        plane.Parts.Probe.Answer = key => new ProbeResult(key.Id, key.Label, key.Position > 0, 401, TimeSpan.Zero, key.Position > 0 ? null : "unauthorized");

        var refused = await CliRun.RunAsync(plane, NewKey, "keys", "rotate", "main");
        var kept = await plane.Client.ProviderKeys.ListAsync("main");
        var forced = await CliRun.RunAsync(plane, "", "keys", "rotate", "main", "--no-test");

        refused.ExitCode.ShouldBe(ExitCodes.Failed);
        refused.Error.ShouldContain("The upstream does not take the new key …wxyz: unauthorized. The old key stays in service.");
        kept.Select(key => key.Enabled).ShouldBe([true, true]);
        forced.ExitCode.ShouldBe(0, forced.Error);
    }

    [Fact]
    public async Task A_new_key_that_was_not_tried_leaves_the_old_one_in_service()
    {
        await using var plane = await ControlPlane.StartAsync();
        await MainAsync(plane);
        plane.Parts.Probe.Answer = static key => new ProbeResult(Guid.CreateVersion7(), key.Label, true, 200, TimeSpan.Zero, null);

        var refused = await CliRun.RunAsync(plane, NewKey, "keys", "rotate", "main");

        refused.ExitCode.ShouldBe(ExitCodes.Failed);
        refused.Error.ShouldContain("it was not tried");
        (await plane.Client.ProviderKeys.ListAsync("main")).Select(key => key.Enabled).ShouldBe([true, true]);
    }

    /// <summary>Before the old key is disabled, and before it is deleted.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_new_key_that_somebody_disabled_meanwhile_does_not_replace_the_old_one(bool isOldEnabled)
    {
        await using var plane = await ControlPlane.StartAsync();
        var old = await MainAsync(plane);
        var fresh = (await plane.Client.ProviderKeys.AddAsync("main", new NewProviderKey(NewKey, $"prod (replaces {old:D})") { Position = 0 })).Value!.Id;
        await plane.Client.ProviderKeys.UpdateAsync("main", fresh, new ProviderKeyPatch { Enabled = false });
        await plane.Client.ProviderKeys.UpdateAsync("main", old, new ProviderKeyPatch { Enabled = isOldEnabled });

        var stopped = await CliRun.RunAsync(plane, "", "keys", "rotate", "main");
        var kept = await plane.Client.ProviderKeys.ListAsync("main");
        await plane.Client.ProviderKeys.UpdateAsync("main", fresh, new ProviderKeyPatch { Enabled = true });
        var done = await CliRun.RunAsync(plane, "", "keys", "rotate", "main");

        stopped.ExitCode.ShouldBe(ExitCodes.Conflict);
        stopped.Error.ShouldContain("The new key is gone or disabled; enable it, then go on.");
        kept.Select(key => (key.Id, key.Enabled)).ShouldBe([(fresh, false), (old, isOldEnabled)]);
        done.ExitCode.ShouldBe(0, done.Error);
    }

    [Fact]
    public async Task What_is_not_clear_is_asked_and_what_is_wrong_changes_nothing()
    {
        await using var plane = await ControlPlane.StartAsync();
        await MainAsync(plane);
        await plane.Client.ProviderKeys.AddAsync("main", new NewProviderKey("sk-spare-0123456789abc", "spare"));

        var unclear = await CliRun.RunAsync(plane, NewKey, "keys", "rotate", "main");
        var unknown = await CliRun.RunAsync(plane, NewKey, "keys", "rotate", "main", "--key", "nobody");
        var same = await CliRun.RunAsync(plane, "sk-spare-0123456789abc", "keys", "rotate", "main", "--key", "prod");
        var empty = await CliRun.RunAsync(plane, "", "keys", "rotate", "main", "--key", "prod");

        unclear.ExitCode.ShouldBe(ExitCodes.Usage);
        unclear.Error.ShouldContain("2 keys that could be meant");
        unknown.ExitCode.ShouldBe(ExitCodes.NotFound);
        same.ExitCode.ShouldBe(ExitCodes.Conflict);
        empty.ExitCode.ShouldBe(ExitCodes.Usage);
        (await plane.EventsAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_rotation_as_json_tells_the_new_key_and_the_old_id()
    {
        await using var plane = await ControlPlane.StartAsync();
        var old = await MainAsync(plane);

        var run = await CliRun.RunAsync(plane, NewKey, "keys", "rotate", "main", "--label", "newest", "--json");

        var json = JsonElement.Parse(run.Out);
        json.GetProperty("replaced").GetGuid().ShouldBe(old);
        json.GetProperty("key").GetProperty("label").GetString().ShouldBe("newest");
        run.Error.ShouldBeEmpty();
    }

    private static async Task<Guid> MainAsync(ControlPlane plane) =>
        (await plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://api.example") { Keys = [new NewProviderKey("sk-old-0123456789abcdef", "prod")] })).Value!.Keys[0].Id;
}
