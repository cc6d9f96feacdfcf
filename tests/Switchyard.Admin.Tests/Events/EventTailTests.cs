using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Switchyard.Admin.Client.Users;
using Switchyard.Admin.Events;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Storage.Hub;
using Switchyard.Testing.Runs;
using Switchyard.Testing.Time;

namespace Switchyard.Admin.Tests.Events;

[Trait("criterion", "HUB-70")]
public sealed class EventTailTests
{
    private const string Path = "/api/v1/events/stream";

    /// <summary>A tail that says nothing would be waited for for ever.</summary>
    private static CancellationToken Ended => Patience.Token;

    [Fact]
    public async Task A_tail_begins_now_and_gets_every_change_in_order()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.Client.Users.CreateAsync(new NewUser("before"));
        using var tail = await OpenAsync(plane);

        for (var i = 0; i < 5; i++)
        {
            await plane.Client.Users.CreateAsync(new NewUser($"user-{i}"));
        }

        for (var version = 2; version <= 6; version++)
        {
            var frame = await NextAsync(tail);
            (frame["id"], frame["event"]).ShouldBe(($"{version}", "access_keys_changed"));
            var data = JsonElement.Parse(frame["data"]);
            (data.GetProperty("version").GetInt64(), data.GetProperty("action").GetString()).ShouldBe((version, "create"));
            frame["data"].ShouldNotContain("user-", customMessage: "an event says that something changed, never what it holds");
        }
    }

    [Fact]
    public async Task Last_event_id_resumes_without_a_hole()
    {
        // Without a poll that would help, and more than two batches, so that reading on is part of the test.
        await using var plane = await ControlPlane.StartAsync(new ControlPlaneParts { Time = new FakeTime() });
        await InsertAsync(plane, 230, "{}");

        using var tail = await OpenAsync(plane, after: 10);
        for (var version = 11; version <= 230; version++)
        {
            (await NextAsync(tail))["id"].ShouldBe($"{version}");
        }

        await plane.Client.Users.CreateAsync(new NewUser("ann"));
        (await NextAsync(tail))["id"].ShouldBe("231");
    }

    [Fact]
    [Trait("criterion", "AGT-3")]
    [Trait("criterion", "AGT-20")]
    public async Task A_tail_carries_builds_and_chats_and_its_ids_resume_them()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.Http.SendAsync("POST", "/api/v1/workspaces", """{"name":"web"}""");
        using var tail = await OpenAsync(plane);

        await plane.Http.SendAsync("POST", "/api/v1/workspaces/web/builds");
        var build = await NextAsync(tail);
        (build["event"], build["id"]).ShouldBe(("workspace_build_changed", "1.0.0.1"));
        JsonElement.Parse(build["data"]).GetProperty("data").GetProperty("state").GetString().ShouldBe("pending");

        await plane.Database.WriteAsync((session, token) => InsertAsync(session, "chats", "chat_binding_changed", token), Ended);
        await plane.Client.Users.CreateAsync(new NewUser("ann"));
        List<Dictionary<string, string>> both = [await NextAsync(tail), await NextAsync(tail)];
        both.Select(frame => frame["event"]).ShouldBe(["access_keys_changed", "chat_binding_changed"], ignoreOrder: true);
        both[1]["id"].ShouldBe("2.0.0.1.1");

        using var resumed = await OpenAsync(plane, lastId: "2.0.0.0.1");
        (await NextAsync(resumed))["event"].ShouldBe("workspace_build_changed");
    }

    [Theory]
    [InlineData(1, "{\"after\":1,\"oldest\":4}", "4")]
    [InlineData(99, "{\"after\":99,\"oldest\":6}", "6")]
    public async Task Who_comes_from_where_history_is_gone_or_never_was_is_told(long after, string gap, string next)
    {
        await using var plane = await ControlPlane.StartAsync();
        await InsertAsync(plane, 5, "{}");
        await plane.Database.WriteAsync((session, token) => session.ExecuteAsync("delete from events where version <= 3", null, token), Ended);

        using var tail = await OpenAsync(plane, after);
        var told = await NextAsync(tail);
        await plane.Client.Users.CreateAsync(new NewUser("ann"));

        (told["event"], told["data"]).ShouldBe(("gap", gap));
        told["id"].ShouldBe($"{long.Parse(next) - 1}");
        (await NextAsync(tail))["id"].ShouldBe(next);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("-1")]
    public async Task An_id_that_is_none_is_refused(string id)
    {
        await using var plane = await ControlPlane.StartAsync();
        (await plane.Http.SendAsync("GET", Path, headers: ("Last-Event-ID", id))).Fields.ShouldBe(["Last-Event-ID"]);
    }

    [Fact]
    public async Task Silence_is_broken_every_ten_seconds_for_as_long_as_the_caller_may_read()
    {
        var time = new FakeTime();
        await using var plane = await ControlPlane.StartAsync(new ControlPlaneParts { Time = time });
        var viewer = (await plane.Client.Operators.CreateAsync(new("viewer", "viewer"))).Value!;
        using var tail = await OpenAsync(plane, token: viewer.Secret);

        // With this it has heard of everything there is: nothing but time wakes it from now on.
        await plane.Client.Users.CreateAsync(new NewUser("first"));
        await NextAsync(tail);
        for (var looks = 1; looks <= 31; looks++)
        {
            await time.WhenArmedAsync(dueIn: EventTail.Look).WaitAsync(Ended);
            time.Advance(EventTail.Look);
        }

        // Eight looks are ten seconds. The one after them is over when the next is awaited, so what was written was written by now.
        await time.WhenArmedAsync(dueIn: EventTail.Look).WaitAsync(Ended);
        for (var i = 0; i < 3; i++)
        {
            (await tail.LineAsync()).ShouldBe(": heartbeat");
            (await tail.LineAsync()).ShouldBe("");
        }

        tail.HasLine.ShouldBeFalse("the fourth is not due");
        await plane.Client.Operators.RevokeAsync(viewer.Id);
        await NextAsync(tail);

        // Nothing is being written now, so no write can be taken for a blocked one while the clock runs.
        while (!tail.HasLine)
        {
            Ended.ThrowIfCancellationRequested();
            time.Advance(EventTail.Heartbeat);
            await Task.Yield();
        }

        (await tail.LineAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task A_reader_that_takes_nothing_is_ended_and_costs_no_other_reader_anything()
    {
        var time = new FakeTime();
        await using var plane = await ControlPlane.StartAsync(new ControlPlaneParts { Time = time });
        using var other = await OpenAsync(plane);
        using var slow = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await slow.ConnectAsync(new IPEndPoint(IPAddress.Loopback, plane.Address.Port), Ended);
        await slow.SendAsync(Encoding.ASCII.GetBytes($"GET {Path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {ControlPlane.Token}\r\nLast-Event-ID: 0\r\n\r\n"), Ended);

        // Far more than the sockets between the two hold.
        const int Count = 400;
        var data = $$"""{"filling":"{{new string('x', 64 << 10)}}"}""";
        await InsertAsync(plane, Count, data);
        await plane.Client.Users.CreateAsync(new NewUser("wakes-everybody"));
        for (var version = 1; version <= Count + 1; version++)
        {
            (await NextAsync(other))["id"].ShouldBe($"{version}");
        }

        // Its time runs while a write is blocked, and only then.
        while (!plane.Parts.Logs.Lines.Any(line => line.Contains($"took nothing for {EventTail.Patience.TotalSeconds} s", StringComparison.Ordinal)))
        {
            Ended.ThrowIfCancellationRequested();
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        // What the system holds for it comes in one go and not window by tiny window.
        slow.ReceiveBufferSize = 1 << 20;
        var received = 0L;
        try
        {
            var buffer = new byte[1 << 16];
            for (int length; (length = await slow.ReceiveAsync(buffer, Ended)) > 0;)
            {
                received += length;
            }
        }
        catch (SocketException)
        {
            // Reset: the other way to be ended.
        }

        received.ShouldBeLessThan((long)Count * data.Length, "what it did not take was not kept for it");
    }

    private static async Task InsertAsync(Storage.Sql.SqlSession session, string stream, string type, CancellationToken cancellationToken) => await EventTable.InsertAsync(
        session,
        new EventRow
        {
            Stream = stream, Version = await StreamTable.BumpAsync(session, stream, cancellationToken), Id = Guid.CreateVersion7(), Type = type, Action = "update", EntityId = "x", Data = "{}", OriginatedAt = DateTimeOffset.UnixEpoch,
        },
        cancellationToken);

    /// <summary>Adds changes as a node would, the last of them waking nobody: the log is all there is.</summary>
    private static Task InsertAsync(ControlPlane plane, int count, string data) => plane.Database.WriteAsync(
        async (session, token) =>
        {
            for (var i = 0; i < count; i++)
            {
                var version = await StreamTable.BumpAsync(session, "config", token);
                await EventTable.InsertAsync(
                    session,
                    new EventRow
                    {
                        Stream = "config", Version = version, Id = Guid.CreateVersion7(), Type = "access_keys_changed", Action = "update", EntityId = "x", Data = data, OriginatedAt = DateTimeOffset.UnixEpoch,
                    },
                    token);
            }
        },
        Ended);

    private static async Task<Tail> OpenAsync(ControlPlane plane, long? after = null, string? token = null, string? lastId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        request.Headers.Authorization = new("Bearer", token ?? ControlPlane.Token);
        if (after is not null || lastId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastId ?? $"{after}");
        }

        var response = await plane.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ended);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        var tail = new Tail(response, new StreamReader(await response.Content.ReadAsStreamAsync(Ended)));

        // The first frame comes when the tail has its place in the stream.
        (await tail.LineAsync()).ShouldBe(": heartbeat");
        (await tail.LineAsync()).ShouldNotBeNull().ShouldStartWith("id: ");
        (await tail.LineAsync()).ShouldBe("");
        return tail;
    }

    private static async Task<Dictionary<string, string>> NextAsync(Tail tail)
    {
        var frame = new Dictionary<string, string>();
        while (true)
        {
            var line = (await tail.LineAsync()).ShouldNotBeNull();
            if (line.Length == 0 && frame.Count > 0)
            {
                return frame;
            }

            if (line.Length > 0 && line[0] != ':')
            {
                var colon = line.IndexOf(": ", StringComparison.Ordinal);
                frame[line[..colon]] = line[(colon + 2)..];
            }
        }
    }

    private sealed class Tail(HttpResponseMessage response, StreamReader reader) : IDisposable
    {
        private Task<string?>? _next;

        /// <summary>Whether a line has come by now.</summary>
        public bool HasLine => (_next ??= reader.ReadLineAsync(Ended).AsTask()).IsCompleted;

        public async Task<string?> LineAsync()
        {
            var next = _next ?? reader.ReadLineAsync(Ended).AsTask();
            _next = null;
            return await next;
        }

        public void Dispose()
        {
            reader.Dispose();
            response.Dispose();
        }
    }
}
