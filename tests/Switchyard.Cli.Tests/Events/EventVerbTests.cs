using System.CommandLine;
using System.Net;
using System.Text;
using System.Text.Json;
using Switchyard.Admin.Client;
using Switchyard.Admin.Client.Events;
using Switchyard.Admin.Client.Users;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Events;
using Switchyard.Cli.Terminal;
using Switchyard.Cli.Tests.Calls;
using Switchyard.Testing.Runs;
using Switchyard.Testing.Time;

namespace Switchyard.Cli.Tests.Events;

[Trait("criterion", "HUB-70")]
public sealed class EventVerbTests
{
    private static CancellationToken Ended => Patience.Token;

    [Fact]
    public async Task A_broken_tail_is_resumed_after_the_last_event_and_no_event_is_lost_or_doubled()
    {
        var time = new FakeTime();
        var node = new ScriptedNode(
            ": heartbeat\nid: 4\n\n" + Frame(5) + Frame(6) + "id: 7\nevent: half", // breaks within a frame
            ": heartbeat\nid: 6\n\n" + Frame(7));
        var follower = new EventFollower(Call(node, time, out var notes));
        var seen = new List<long>();

        await using var items = follower.FollowAsync(null, Ended).GetAsyncEnumerator(Ended);
        while (seen.Count < 3)
        {
            var next = items.MoveNextAsync().AsTask();
            while (!next.IsCompleted)
            {
                Ended.ThrowIfCancellationRequested();
                // Only the wait before the second connection needs the clock.
                time.Advance(TimeSpan.FromSeconds(1));
                await Task.Yield();
            }

            (await next).ShouldBeTrue();
            if (items.Current.Event is { } happened)
            {
                seen.Add(happened.Version);
            }
        }

        seen.ShouldBe([5, 6, 7]);
        node.LastEventIds.ShouldBe([null, "6"]);
        notes.ToString().ShouldContain("resuming after 6");
    }

    [Fact]
    public async Task A_tail_that_broke_before_its_first_event_resumes_where_it_began()
    {
        var time = new FakeTime();
        var node = new ScriptedNode(": heartbeat\nid: 4\n\n", ": heartbeat\nid: 4\n\n" + Frame(5));
        await using var items = new EventFollower(Call(node, time, out _)).FollowAsync(null, Ended).GetAsyncEnumerator(Ended);
        while (node.LastEventIds.Count < 2)
        {
            var next = items.MoveNextAsync().AsTask();
            while (!next.IsCompleted)
            {
                Ended.ThrowIfCancellationRequested();
                time.Advance(TimeSpan.FromSeconds(1));
                await Task.Yield();
            }

            await next;
        }

        node.LastEventIds.ShouldBe([null, "4"]);
    }

    /// <summary>Ids of a node whose other streams have begun are no numbers; they are given back as they came.</summary>
    [Fact]
    public async Task A_tail_resumes_all_streams_of_the_node()
    {
        var time = new FakeTime();
        var node = new ScriptedNode(": heartbeat\nid: 4.2\n\n" + Frame(5).Replace("id: 5", "id: 5.2.0.7", StringComparison.Ordinal), ": heartbeat\nid: 5.2.0.7\n\n" + Frame(6));
        await using var items = new EventFollower(Call(node, time, out _)).FollowAsync(null, Ended).GetAsyncEnumerator(Ended);
        while (node.LastEventIds.Count < 2)
        {
            var next = items.MoveNextAsync().AsTask();
            while (!next.IsCompleted)
            {
                Ended.ThrowIfCancellationRequested();
                time.Advance(TimeSpan.FromSeconds(1));
                await Task.Yield();
            }

            await next;
        }

        node.LastEventIds.ShouldBe([null, "5.2.0.7"]);
    }

    [Fact]
    public async Task A_refusal_ends_it_and_so_does_an_address_where_nobody_is()
    {
        await using var plane = await ControlPlane.StartAsync();
        var variables = new Dictionary<string, string?> { ["SWITCHYARD_URL"] = plane.Address.ToString(), ["SWITCHYARD_TOKEN"] = "wrong" };
        (await CliRun.RunAsync(variables, "", "events", "tail")).ExitCode.ShouldBe(ExitCodes.Failed);
        variables["SWITCHYARD_URL"] = "http://127.0.0.1:1";
        (await CliRun.RunAsync(variables, "", "events", "tail")).ExitCode.ShouldBe(ExitCodes.Unreachable);
    }

    [Fact]
    public async Task The_typed_client_reads_events_and_gaps_of_a_real_node()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.Client.Users.CreateAsync(new NewUser("one"));
        await plane.Client.Users.CreateAsync(new NewUser("two"));
        await plane.Database.WriteAsync((session, token) => session.ExecuteAsync("delete from events where version = 1", null, token), Ended);

        var told = new List<TailItem>();
        await foreach (var item in plane.Client.Events.TailAsync("0", Ended))
        {
            told.Add(item);
            if (item.Event is not null)
            {
                break;
            }
        }

        told.Where(item => item.Id is not null).Select(item => (item.Id, item.Gap, item.Event?.Version)).ShouldBe([("0", null, null), ("1", new EventGap(0, 2), null), ("2", null, 2)]);
        told[^1].Event!.Event.ShouldBe("access_keys_changed");
    }

    private static string Frame(long version) =>
        $"id: {version}\nevent: access_keys_changed\ndata: {JsonSerializer.Serialize(new { version, eventId = Guid.Empty, @event = "access_keys_changed", action = "create", entityId = "x", originatedAt = DateTimeOffset.UnixEpoch, data = new { } })}\n\n";

    private static CliCall Call(ScriptedNode node, FakeTime time, out StringWriter notes)
    {
        notes = new StringWriter();
        var environment = new CliEnvironment { Time = time, Out = TextWriter.Null, Error = notes, Variable = _ => null };
        return new CliCall(
            new RootCommand().Parse([]),
            () => new SwitchyardClient(new HttpClient(node) { BaseAddress = new Uri("http://node.example") }),
            () => throw new InvalidOperationException("An event is no chat."),
            new Printer(environment, json: false),
            environment);
    }

    /// <summary>A node whose n-th connection says the n-th text and breaks; the last one stays open.</summary>
    private sealed class ScriptedNode(params string[] connections) : HttpMessageHandler
    {
        public List<string?> LastEventIds { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            LastEventIds.Add(request.Headers.TryGetValues("Last-Event-ID", out var ids) ? ids.Single() : null);
            var at = LastEventIds.Count - 1;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new Broken(connections[at], isLast: at == connections.Length - 1)) });
        }
    }

    private sealed class Broken(string text, bool isLast) : MemoryStream(Encoding.UTF8.GetBytes(text))
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            if (read == 0 && isLast)
            {
                await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            }

            return read > 0 ? read : throw new IOException("cut");
        }
    }
}
