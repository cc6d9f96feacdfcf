using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Switchyard.Testing.Processes;
using Switchyard.Testing.Runs;
using Switchyard.WorkspaceAgent.Tests.Rigs;

namespace Switchyard.WorkspaceAgent.Tests.Commands;

/// <summary>Commands of the real program: what they get, what they may, and that they end.</summary>
[SupportedOSPlatform("linux")]
public sealed class CommandTests(AgentProcess agent) : IClassFixture<AgentProcess>, IAsyncLifetime
{
    private McpClient _client = null!;

    public async ValueTask InitializeAsync() => _client = await agent.Dialer().ConnectAsync();

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await agent.NoCommandsAsync();
    }

    [Fact]
    public async Task A_command_answers_its_exit_code_and_both_outputs()
    {
        var result = await ShellAsync("echo out; echo err >&2; exit 3");

        result.Texts().ShouldBe(["The command exited with code 3.", "Standard output:\nout\n", "Standard error:\nerr\n"]);
        Fact(result, "exitCode").GetInt32().ShouldBe(3);
        Fact(result, "timedOut").GetBoolean().ShouldBeFalse();
        (Fact(result, "stdoutBytes").GetInt64(), Fact(result, "stderrBytes").GetInt64()).ShouldBe((4, 4));
    }

    [Fact]
    public async Task A_signal_is_told()
    {
        var result = await ShellAsync("kill -USR1 $$");

        result.Texts()[0].ShouldBe("The command was ended by signal 10.");
        Fact(result, "signal").GetInt32().ShouldBe(10);
    }

    [Fact]
    public async Task It_reads_what_it_is_given_and_nothing_else()
    {
        var text = string.Concat(Enumerable.Range(0, 100_000).Select(static n => $"{n}\n"));

        (await _client.CallAsync("run_command", new { command = "wc", args = new[] { "-c" }, stdin = text })).Texts()[1].ShouldBe($"Standard output:\n{text.Length}\n");
        (await _client.CallAsync("run_command", new { command = "cat" })).Texts().ShouldBe(["The command exited with code 0."]);
        (await _client.CallAsync("run_command", new { command = "true", stdin = text })).Texts().ShouldBe(["The command exited with code 0."], "it need not read it");
    }

    [Fact]
    public async Task It_runs_where_it_is_told_and_arguments_are_no_shell_text()
    {
        Directory.CreateDirectory(Path.Combine(agent.Root, "work dir"));
        File.WriteAllText(Path.Combine(agent.Root, "work dir/tool.sh"), "#!/bin/sh\npwd; printf '%s|' \"$@\"");
        File.SetUnixFileMode(Path.Combine(agent.Root, "work dir/tool.sh"), UnixFileMode.UserRead | UnixFileMode.UserExecute);

        (await _client.CallAsync("run_command", new { command = "./tool.sh", args = new[] { "$HOME; id", "", "a b" }, cwd = "work dir" })).Texts()[1]
            .ShouldBe($"Standard output:\n{agent.Root}/work dir\n$HOME; id||a b|");
        (await _client.CallAsync("run_command", new { command = "no-such-program" })).Error().ShouldBe("The command 'no-such-program' was not found, or is not a program.");
        (await _client.CallAsync("run_command", new { command = "./work dir" })).Error().ShouldStartWith("The command './work dir' was not found");
    }

    [Fact]
    [Trait("criterion", "AGT-14")]
    public async Task Its_environment_is_a_list_of_few_names_and_nothing_of_the_agent()
    {
        var variables = (await _client.CallAsync("run_command", new { command = "env" })).Texts()[1].Split('\n').Skip(1).Where(static line => line.Length > 0).Select(static line => line.Split('=')[0]).ToList();

        variables.Except(["PATH", "HOME", "LANG", "TZ", "TMPDIR", "SWITCHYARD_PROCESS"]).Where(static name => !name.StartsWith("LC_", StringComparison.Ordinal)).ShouldBeEmpty();
        variables.ShouldContain("PATH");
        (await ShellAsync("env; cat /proc/self/environ")).Texts()[1].ShouldNotContain(AgentProcess.Canary);
        (await ShellAsync("env; cat /proc/self/environ")).Texts()[1].ShouldNotContain("swa_");
        string.Concat((await ShellAsync("ls -l /proc/self/fd | grep -v -e pipe: -e /proc/ -e total -e /dev/null")).Texts().Skip(1)).ShouldBe("", "it has none of the agent's files and sockets");
    }

    [Fact]
    public async Task Long_output_is_cut_in_the_middle()
    {
        var result = await ShellAsync("echo first; head -c 1000000 /dev/zero | tr '\\0' x; echo; echo last; echo small >&2");

        var output = result.Texts()[1];
        output.ShouldStartWith("Standard output:\nfirst\nxxx");
        output.ShouldEndWith("xxx\nlast\n");
        output.ShouldContain($"\n[{1_000_012 - (128 << 10)} bytes were cut out here]\n");
        output.Length.ShouldBeInRange(128 << 10, (128 << 10) + 100);
        result.Texts()[2].ShouldBe("Standard error:\nsmall\n");
        Fact(result, "stdoutBytes").GetInt64().ShouldBe(1_000_012);
    }

    [Theory]
    [Trait("criterion", "AGT-14")]
    [InlineData("sleep 1000")]
    [InlineData("trap '' TERM; while :; do sleep 1000; done")]
    [InlineData("trap '' TERM HUP INT; (setsid sh -c 'trap \"\" TERM HUP; setsid sleep 1000 & sleep 1000' &); sleep 1000")]
    [InlineData("kill -STOP $$")]
    [InlineData("yes")]
    [InlineData("yes >&2")]
    [InlineData("cat /dev/zero")]
    [InlineData("exec 0<&- 1>&- 2>&-; sleep 1000")]
    public async Task Whatever_a_command_does_it_ends_with_its_time_and_leaves_nothing(string script)
    {
        var result = await _client.CallAsync("run_command", new { command = "sh", args = new[] { "-c", "echo begun; " + script }, timeout = 0.5, stdin = new string('x', 200_000) });

        result.Error().ShouldContain("The command was ended: its time of 0.5 s was over.");
        result.Error().ShouldContain("begun");
        Fact(result, "timedOut").GetBoolean().ShouldBeTrue();
        ProcessMarks.Of(agent.BootId.ToString("D")).ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "AGT-14")]
    public async Task What_a_command_leaves_running_ends_with_it()
    {
        var clock = Stopwatch.StartNew();

        (await ShellAsync("(setsid sleep 1000 &) ; sleep 1000 & (setsid sleep 1000 >/dev/null 2>&1 &); echo done")).Texts()[1].ShouldBe("Standard output:\ndone\n");

        ProcessMarks.Of(agent.BootId.ToString("D")).ShouldBeEmpty();
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    [Fact]
    [Trait("criterion", "AGT-14")]
    public async Task A_command_that_forks_without_end_is_ended()
    {
        var result = await _client.CallAsync("run_command", new { command = "sh", args = new[] { "-c", "i=0; while [ $i -lt 500 ]; do sleep 1000 & i=$((i+1)); done; wait" }, timeout = 100 });

        result.Error().ShouldMatch(@"The command was ended\. It had \d+ processes; its limit is 64\.");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("2025-06-18")]
    public async Task A_call_that_is_cancelled_ends_its_command(string? protocol)
    {
        await using var client = await agent.Dialer().ConnectAsync(protocol);
        using var cancelled = new CancellationTokenSource();
        var mark = Path.GetRandomFileName();
        var calling = client.CallAsync("run_command", new { command = "sh", args = new[] { "-c", $"touch {mark}; trap '' TERM; sleep 1000; sleep 1000" } }, cancelled.Token);
        await BegunAsync(mark);

        await cancelled.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => calling);
        await agent.NoCommandsAsync();
    }

    [Fact]
    public async Task A_notice_of_cancellation_ends_a_command_too()
    {
        var session = await agent.Dialer().OpenAsync();
        var mark = Path.GetRandomFileName();
        var arguments = new { command = "sh", args = new[] { "-c", $"touch {mark}; sleep 1000" } };
        var calling = PostAsync(session, JsonSerializer.Serialize(new { jsonrpc = "2.0", id = 7, method = "tools/call", @params = new { name = "run_command", arguments } }));
        await BegunAsync(mark);

        // Of another session it is none of its business.
        await PostAsync(await agent.Dialer().OpenAsync(), """{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}""");
        await PostAsync(session, """{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"7"}}""");
        ProcessMarks.Of(agent.BootId.ToString("D")).Count.ShouldBeGreaterThan(0);
        await PostAsync(session, """{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}""");

        (await calling).ShouldContain("The call was cancelled.");
        await agent.NoCommandsAsync();
    }

    [Fact]
    public async Task The_end_of_a_session_ends_its_commands()
    {
        var session = await agent.Dialer().OpenAsync();
        await using var client = await agent.Dialer().ConnectAsync(session, null);
        var mark = Path.GetRandomFileName();
        var calling = client.CallAsync("run_command", new { command = "sh", args = new[] { "-c", $"touch {mark}; sleep 1000" } });
        await BegunAsync(mark);

        (await agent.Dialer().StatusAsync(HttpMethod.Delete, "/dial", session)).ShouldBe(204);

        (await calling).Error().ShouldBe("The call was cancelled.");
    }

    [Fact]
    public async Task Eight_commands_run_at_once_and_others_wait()
    {
        var room = Directory.CreateDirectory(Path.Combine(agent.Root, Path.GetRandomFileName())).Name;
        List<Task<CallToolResult>> calling = [];
        for (var i = 0; i < 12; i++)
        {
            calling.Add(ShellAsync($"cd {room}; touch begun-{i}; while [ ! -e go-{i} ]; do sleep 0.02; done"));
            await WaitAsync(() => i >= 8 || File.Exists(Path.Combine(agent.Root, room, $"begun-{i}")));

            // Those that wait have most likely come when something asked after them is answered; their order is CommandSlotsTests' matter.
            await _client.ListToolsAsync(cancellationToken: Patience.Token);
        }

        Begun().ShouldBe(Enumerable.Range(0, 8));
        for (var i = 0; i < 4; i++)
        {
            Go(i);
            await WaitAsync(() => Begun().Count == 9 + i);
        }

        Enumerable.Range(4, 8).ToList().ForEach(Go);
        (await Task.WhenAll(calling)).ShouldAllBe(static result => result.Texts()[0] == "The command exited with code 0.");

        List<int> Begun() => [.. Directory.GetFiles(Path.Combine(agent.Root, room), "begun-*").Select(static file => int.Parse(file.Split("begun-")[1])).Order()];
        void Go(int i) => File.WriteAllText(Path.Combine(agent.Root, room, $"go-{i}"), "");
    }

    private async Task<string> PostAsync(string session, string message)
    {
        using var content = new StringContent(message, System.Text.Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(agent.Address, "/mcp")) { Content = content };
        request.Headers.Authorization = new("Bearer", session);
        request.Headers.Add("Accept", "application/json, text/event-stream");
        request.Headers.Add("MCP-Protocol-Version", "2025-06-18");
        using var http = new HttpClient();
        using var response = await http.SendAsync(request, Patience.Token);
        ((int)response.StatusCode).ShouldBeInRange(200, 202);
        return await response.Content.ReadAsStringAsync(Patience.Token);
    }

    private Task BegunAsync(string mark) => WaitAsync(() => File.Exists(Path.Combine(agent.Root, mark)));

    private static async Task WaitAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Patience.PauseAsync();
        }
    }

    private Task<CallToolResult> ShellAsync(string script) => _client.CallAsync("run_command", new { command = "sh", args = new[] { "-c", script } });

    private static JsonElement Fact(CallToolResult result, string name) => result.StructuredContent!.Value.GetProperty(name);
}
