using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Switchyard.Cli.Terminal;
using Switchyard.Cli.Tests.Calls;

namespace Switchyard.Cli.Tests.Chats;

public sealed class ChatVerbTests
{
    private const string Id = "01900000-0000-7000-8000-0000000000d1";
    private const string Workspace = "01900000-0000-7000-8000-0000000000d2";
    private const string Chats = "/api/v1/chats";
    private const string Json = "application/json";

    private const string One = $$"""
        {"id":"{{Id}}","title":"Plans","model":"sim/m","parentId":null,"workspaceId":"{{Workspace}}","agent":null,"buildId":null,"agentId":null,"binding":{"version":3,"at":"2026-01-01T00:00:00.000Z"},
         "turn":{"state":"running","number":2,"node":"node-1"},"createdAt":"2026-01-01T00:00:00.000Z","updatedAt":"2026-01-02T00:00:00.000Z","later":"unknown"}
        """;

    [Fact]
    [Trait("criterion", "AGT-15")]
    public async Task Chats_are_made_listed_shown_changed_and_deleted_with_an_access_key()
    {
        await using var plane = await ScriptedDataPlane.StartAsync();
        plane.Answers[$"POST {Chats}"] = (201, Json, One);
        plane.Answers[$"GET {Chats}?limit=1000"] = (200, Json, $$"""{"items":[{{One}}],"next":"more"}""");
        plane.Answers[$"GET {Chats}?limit=1000&cursor=more"] = (200, Json, $$"""{"items":[{{One.Replace("Plans", "Other", StringComparison.Ordinal)}}],"next":null}""");
        plane.Answers[$"GET {Chats}/{Id}"] = (200, Json, One);
        plane.Answers[$"PATCH {Chats}/{Id}"] = (200, Json, One);
        plane.Answers[$"DELETE {Chats}/{Id}"] = (204, Json, "");
        plane.Answers[$"POST {Chats}/{Id}/cancel"] = (202, Json, """{"turn":2}""");

        var created = await CliRun.RunAsync(plane.Variables, "", "chats", "create", "--model", "sim/m", "--workspace", Workspace);
        var listed = await CliRun.RunAsync(plane.Variables, "", "chats", "list");
        var shown = await CliRun.RunAsync(plane.Variables, "", "chats", "show", Id);
        var json = await CliRun.RunAsync(plane.Variables, "", "chats", "show", Id, "--json");
        var updated = await CliRun.RunAsync(plane.Variables, "", "chats", "update", Id, "--title", "x", "--no-workspace", "--agent", "");
        var cancelled = await CliRun.RunAsync(plane.Variables, "", "chats", "cancel", Id);
        var deleted = await CliRun.RunAsync(plane.Variables, "", "chats", "delete", Id);

        created.ShouldBe(new CliRun(0, $"{Id}\n", ""));
        listed.Out.Split('\n')[1..3].Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]).ShouldBe(["Plans", "Other"]);
        shown.Out.ShouldContain("turn          2 running on node-1\n");
        JsonElement.Parse(json.Out).GetProperty("binding").GetProperty("version").GetInt64().ShouldBe(3);
        updated.ExitCode.ShouldBe(0, updated.Error);
        cancelled.ExitCode.ShouldBe(0, cancelled.Error);
        deleted.Out.ShouldBe($"Chat {Id} deleted.\n");
        plane.Asked[0].ShouldBe($$"""POST {{Chats}} {"model":"sim/m","workspaceId":"{{Workspace}}"}""");
        plane.Asked.ShouldContain($$"""PATCH {{Chats}}/{{Id}} {"title":"x","workspaceId":null,"agent":null}""");
        plane.Credentials.ShouldAllBe(credential => credential == "Bearer sy_test");
    }

    [Fact]
    [Trait("criterion", "AGT-21")]
    public async Task The_text_of_an_answer_is_printed_as_it_comes_and_what_tools_do_beside_it()
    {
        await using var plane = await ScriptedDataPlane.StartAsync();
        plane.Answers[$"POST {Chats}/{Id}/messages"] = (200, "text/event-stream", Stream(
            ("turn.started", """{"turn":3}"""), ("text.delta", """{"text":"I "}"""), ("text.delta", """{"text":"look.\n"}"""),
            ("tool.started", """{"id":"c1","name":"read_file","arguments":{"path":"a"}}"""), ("tool.finished", """{"id":"c1","name":"read_file","isError":true,"result":"no"}"""),
            ("later.invention", "{}"), ("text.delta", """{"text":"Ünable"}"""), ("message.finished", """{"messageId":"m"}"""), ("turn.finished", """{"usage":{"inputTokens":1}}""")));

        var said = await CliRun.RunAsync(plane.Variables, "", "chats", "send", Id, "what is in a?");
        var piped = await CliRun.RunAsync(plane.Variables, "from a pipe", "chats", "send", Id, "--json");

        said.ShouldBe(new CliRun(0, "I look.\nÜnable\n", "calls read_file {\"path\":\"a\"}\nread_file failed\n"));
        plane.Asked.ShouldBe([$$"""POST {{Chats}}/{{Id}}/messages {"content":"what is in a?"}""", $$"""POST {{Chats}}/{{Id}}/messages {"content":"from a pipe"}"""]);
        var events = piped.Out.TrimEnd('\n').Split('\n').Select(line => JsonElement.Parse(line)).ToArray();
        (events.Length, events[1].GetProperty("type").GetString(), events[1].GetProperty("id").GetString(), events[1].GetProperty("data").GetProperty("text").GetString()).ShouldBe((9, "text.delta", "2", "I "));
        piped.ExitCode.ShouldBe(0);
    }

    [Fact]
    [Trait("criterion", "AGT-24")]
    public async Task A_turn_that_runs_is_followed_to_its_end_and_none_is_said_to_be_none()
    {
        await using var plane = await ScriptedDataPlane.StartAsync();
        plane.Answers[$"GET {Chats}/{Id}/events"] = (200, "text/event-stream", Stream(("turn.started", """{"turn":3}"""), ("text.delta", """{"text":"Still here."}"""), ("turn.finished", """{"outcome":"completed"}""")));
        var watched = await CliRun.RunAsync(plane.Variables, "", "chats", "watch", Id);
        plane.Answers[$"GET {Chats}/{Id}/events"] = (409, "application/problem+json", """{"status":409,"code":"no_turn","detail":"No turn of this chat is running."}""");
        var none = await CliRun.RunAsync(plane.Variables, "", "chats", "watch", Id);

        watched.ShouldBe(new CliRun(0, "Still here.\n", ""));
        none.ExitCode.ShouldNotBe(0);
        none.Error.ShouldContain("No turn of this chat is running.");
    }

    [Fact]
    [Trait("criterion", "AGT-63")]
    public async Task An_error_of_a_turn_is_told_with_its_code_and_advice_and_ends_with_1()
    {
        await using var plane = await ScriptedDataPlane.StartAsync();
        plane.Answers[$"POST {Chats}/{Id}/messages"] = (200, "text/event-stream", Stream(
            ("text.delta", """{"text":"half"}"""), ("error", """{"code":"no_agent","message":"The workspace has no agent.","advice":"Start the workspace."}"""), ("turn.finished", "{}")));

        (await CliRun.RunAsync(plane.Variables, "", "chats", "send", Id, "x")).ShouldBe(
            new CliRun(ExitCodes.Failed, "half\n", "switchyard: The workspace has no agent. (no_agent)\nStart the workspace.\n"));
    }

    [Fact]
    [Trait("criterion", "AGT-24")]
    public async Task A_stream_that_ends_before_its_turn_is_no_success()
    {
        await using var plane = await ScriptedDataPlane.StartAsync();
        plane.Answers[$"POST {Chats}/{Id}/messages"] = (200, "text/event-stream", Stream(("text.delta", """{"text":"half"}""")));

        var run = await CliRun.RunAsync(plane.Variables, "", "chats", "send", Id, "x");

        (run.ExitCode, run.Out).ShouldBe((ExitCodes.Unreachable, "half\n"));
        run.Error.ShouldContain("the turn goes on");
    }

    /// <summary>Closed in the middle of a chunked answer, as by a node that dies.</summary>
    [Fact]
    [Trait("criterion", "AGT-24")]
    public async Task A_stream_that_breaks_is_no_success()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var text = Stream(("text.delta", """{"text":"half"}"""));
        var answering = AnswerAsync();

        var run = await CliRun.RunAsync(
            new Dictionary<string, string?> { ["SWITCHYARD_DATA_URL"] = $"http://{listener.LocalEndpoint}", ["SWITCHYARD_ACCESS_KEY"] = "sy_x" }, "", "chats", "send", Id, "x");

        await answering;
        (run.ExitCode, run.Out).ShouldBe((ExitCodes.Unreachable, "half\n"));
        run.Error.ShouldContain("The connection broke");

        async Task AnswerAsync()
        {
            using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
            var stream = client.GetStream();
            var (buffer, read) = (new byte[8192], "");
            while (!read.EndsWith("\"x\"}", StringComparison.Ordinal))
            {
                read += Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer, TestContext.Current.CancellationToken));
            }

            await stream.WriteAsync(
                Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n{Encoding.UTF8.GetByteCount(text):x}\r\n{text}\r\n"),
                TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    [Trait("criterion", "AGT-15")]
    public async Task What_was_said_is_shown_with_who_said_it()
    {
        await using var plane = await ScriptedDataPlane.StartAsync();
        plane.Answers[$"GET {Chats}/{Id}/messages?limit=1000"] = (200, Json, """
            {"items":[
             {"id":"01900000-0000-7000-8000-0000000000e1","turn":1,"role":"user","state":"complete","content":"hello","createdAt":"2026-01-01T00:00:00.000Z"},
             {"id":"01900000-0000-7000-8000-0000000000e2","turn":1,"role":"assistant","state":"partial","content":"","toolCalls":[{"id":"c","name":"read","arguments":{"p":1}}],"createdAt":"2026-01-01T00:00:00.000Z"},
             {"id":"01900000-0000-7000-8000-0000000000e3","turn":1,"role":"tool","state":"complete","content":[{"type":"text"}],"toolCallId":"c","isError":true,"createdAt":"2026-01-01T00:00:00.000Z"}],"next":null}
            """);

        (await CliRun.RunAsync(plane.Variables, "", "chats", "messages", Id)).ShouldBe(
            new CliRun(0, "user: hello\nassistant (not whole): \n  calls read {\"p\":1}\ntool (error): [{\"type\":\"text\"}]\n", ""));
        JsonElement.Parse((await CliRun.RunAsync(plane.Variables, "", "chats", "messages", Id, "--json")).Out).GetArrayLength().ShouldBe(3);
    }

    [Fact]
    public async Task What_is_wrong_is_told_by_the_words_of_the_data_plane()
    {
        await using var plane = await ScriptedDataPlane.StartAsync();
        plane.Answers[$"POST {Chats}/{Id}/messages"] = (409, Json, """{"error":{"code":"turn_running","message":"A turn runs.","type":"x"}}""");
        plane.Answers[$"GET {Chats}/{Id}"] = (401, Json, """{"error":{"message":"No such key."}}""");
        plane.Answers[$"DELETE {Chats}/{Id}"] = (502, "text/html", "<html>");

        (await CliRun.RunAsync(plane.Variables, "", "chats", "cancel", Id)).ShouldBe(new CliRun(ExitCodes.NotFound, "", "switchyard: There is no such chat.\nSee what there is: 'switchyard chats list'.\n"));
        (await CliRun.RunAsync(plane.Variables, "", "chats", "send", Id, "x")).ShouldBe(new CliRun(ExitCodes.Conflict, "", "switchyard: A turn runs.\n"));
        (await CliRun.RunAsync(plane.Variables, "", "chats", "show", Id)).Error.ShouldBe("switchyard: No such key.\nUse --access-key or SWITCHYARD_ACCESS_KEY with an access key.\n");
        (await CliRun.RunAsync(plane.Variables, "", "chats", "delete", Id)).Error.ShouldStartWith("switchyard: The server answered with status 502.\n");
        (await CliRun.RunAsync(plane.Variables, "", "chats", "update", Id)).ExitCode.ShouldBe(ExitCodes.Usage);
        (await CliRun.RunAsync(plane.Variables, "", "chats", "update", Id, "--workspace", Workspace, "--no-workspace")).ExitCode.ShouldBe(ExitCodes.Usage);
        (await CliRun.RunAsync(plane.Variables, " \n", "chats", "send", Id)).ExitCode.ShouldBe(ExitCodes.Usage);
        (await CliRun.RunAsync(new Dictionary<string, string?>(), "", "chats", "list")).ShouldBe(
            new CliRun(ExitCodes.Usage, "", "switchyard: No access key was given.\nUse --access-key or SWITCHYARD_ACCESS_KEY.\n"));
        var nobody = await CliRun.RunAsync(new Dictionary<string, string?> { ["SWITCHYARD_DATA_URL"] = "http://127.0.0.1:1" }, "", "chats", "list", "--access-key", "sy_x");
        nobody.ExitCode.ShouldBe(ExitCodes.Unreachable);
        nobody.Error.ShouldContain("The data plane at http://127.0.0.1:1 can not be reached");
    }

    private static string Stream(params (string Name, string Data)[] events) =>
        ": heartbeat\n\n" + string.Concat(events.Index().Select(pair => $"id: {pair.Index + 1}\nevent: {pair.Item.Name}\ndata: {pair.Item.Data}\n\n"));
}
