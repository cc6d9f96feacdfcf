using System.Text.Json.Nodes;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Model.Bundles;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Sessions;

/// <summary>A server that does not come up leaves nothing behind, and says why.</summary>
public sealed class StartFailureTests : IAsyncDisposable
{
    private readonly ServerRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Theory]
    [Trait("criterion", "BND-37")]
    [Trait("criterion", "BND-38")]
    [InlineData("exit=start", ServerStep.Initialize, "I do not want to start.")]
    [InlineData("exit=initialize", ServerStep.Initialize, "I end at initialize.")]
    [InlineData("exit=list", ServerStep.List, "I end at list.")]
    public async Task One_that_exits_is_told_of_with_its_code_and_last_lines(string option, object step, string line)
    {
        var failure = await Should.ThrowAsync<ServerStartException>(() => _rig.StartAsync(option));

        failure.Step.ShouldBe((ServerStep)step);
        failure.Message.ShouldBe("The process exited with code 3.");
        failure.LastLines.ShouldBe([line]);
        _rig.Marked().ShouldBeEmpty();
    }

    [Theory]
    [Trait("criterion", "BND-37")]
    [InlineData("hang=initialize", ServerStep.Initialize, "the handshake", 30)]
    [InlineData("silent", ServerStep.Initialize, "the handshake", 30)]
    [InlineData("hang=list", ServerStep.List, "The server did not list its tools within 10 s.", 10)]
    public async Task One_that_hangs_is_ended_when_its_time_is_over(string option, object step, string said, int seconds)
    {
        var start = _rig.StartAsync(option, "deaf", "no-term");
        await _rig.Observer.LineAsync("I hang at");
        _rig.Marked().Count.ShouldBe(1);
        _rig.Time.Advance(TimeSpan.FromSeconds(seconds));

        var failure = await Should.ThrowAsync<ServerStartException>(start);

        failure.Step.ShouldBe((ServerStep)step);
        failure.Message.ShouldContain(said);
        _rig.Marked().ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "BND-37")]
    public async Task A_start_that_is_given_up_ends_the_process()
    {
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Patience.Token);
        var start = _rig.Launcher.StartAsync(ServerRig.Shell("echo here >&2; trap '' TERM; sleep 1000 & sleep 1000"), 1, _rig.Observer, caller.Token);
        await _rig.Observer.LineAsync("here");

        await caller.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(start);
        _rig.Marked().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("no-such-command", "The command 'no-such-command' was not found, or is not a program.")]
    [InlineData("/etc/passwd", "The command '/etc/passwd' was not found, or is not a program.")]
    [InlineData("./relative", "The command './relative' was not found, or is not a program.")]
    public async Task A_command_that_is_none_is_named(string command, string message)
    {
        var failure = await Should.ThrowAsync<ServerStartException>(() => _rig.StartAsync(ServerRig.Process(command)));

        failure.Step.ShouldBe(ServerStep.Spawn);
        failure.Message.ShouldBe(message);
    }

    [Fact]
    public async Task A_working_directory_that_is_not_there_is_told_of()
    {
        var bundle = ServerRig.Shell("true");

        var failure = await Should.ThrowAsync<ServerStartException>(() => _rig.StartAsync(bundle with { Definition = bundle.Definition with { WorkingDirectory = "/no/such/directory" } }));

        failure.Message.ShouldBe("The working directory does not exist.");
    }

    [Theory]
    [InlineData("version=1999-01-01", "The server speaks protocol version 1999-01-01; known are 2026-07-28, 2025-11-25, 2025-06-18, 2025-03-26, 2024-11-05.")]
    [InlineData("circle", "The server's list of tools goes round in a circle: a cursor came twice.")]
    [InlineData("pages=101", "The server's list of tools has more than 100 pages.")]
    [Trait("criterion", "TOL-11")]
    public async Task A_server_that_can_not_be_understood_is_told_of(string option, string message)
    {
        var failure = await Should.ThrowAsync<ServerStartException>(() => _rig.StartAsync(option));

        failure.Message.ShouldBe(message);
        _rig.Marked().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_pinned_version_is_the_only_one()
    {
        var bundle = ServerRig.Toy("version=2025-06-18");

        var failure = await Should.ThrowAsync<ServerStartException>(() => _rig.StartAsync(bundle with { Definition = bundle.Definition with { Protocol = "2025-11-25" } }));

        failure.Message.ShouldBe("The server speaks protocol version 2025-06-18; pinned is 2025-11-25.");
    }

    [Fact]
    [Trait("criterion", "TOL-11")]
    public async Task Pages_are_read_to_the_last()
    {
        var server = await _rig.StartAsync("pages=100", "quiet-lists");

        server.Tools.Select(static tool => tool.Name).Where(static name => name.StartsWith("page-", StringComparison.Ordinal))
            .ShouldBe(Enumerable.Range(1, 99).Select(static page => $"page-{page}"), ignoreOrder: false);
    }

    [Fact]
    public async Task A_tool_that_is_listed_twice_is_there_once()
    {
        var server = await _rig.StartAsync("double");

        server.Tools.Count(static tool => tool.Name == "echo").ShouldBe(1);
        await _rig.Observer.LineAsync("The tool 'echo' is left out: the server lists it twice.");
    }

    [Fact]
    public async Task A_slow_start_is_waited_for()
    {
        var server = await _rig.StartAsync("slow=300");

        (await ServerRig.TextAsync(server, "echo", new JsonObject { ["x"] = 1 })).ShouldBe("""{"x":1}""");
    }

    [Fact]
    public async Task A_limit_of_files_that_the_node_itself_may_not_give_is_told_of_by_the_tool_that_fails()
    {
        var bundle = ServerRig.Shell("true");
        var failure = await Should.ThrowAsync<ServerStartException>(
            () => _rig.StartAsync(bundle with { Definition = bundle.Definition with { Limits = BundleLimits.Default with { Files = int.MaxValue } } }));

        failure.LastLines.ShouldHaveSingleItem().ShouldContain("prlimit");
    }
}
