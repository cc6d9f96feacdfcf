using Switchyard.Hub.Chats;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Tests.Rig;
using Switchyard.Model.Chats;
using Switchyard.Storage.Chats;
using Switchyard.Testing.Postgres;

namespace Switchyard.Hub.Tests.Chats;

public sealed class ChatTurnsTests(PostgresServer server)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);
    private static readonly Guid Node = new("01900000-0000-7000-8000-0000000000c1");
    private static readonly Guid Other = new("01900000-0000-7000-8000-0000000000c2");

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "AGT-21")]
    [Trait("criterion", "AGT-23")]
    public async Task A_turn_begins_with_its_message_and_is_one_at_a_time(string kind)
    {
        await using var world = await AgentWorld.CreateAsync(kind, server);
        var chat = await world.ChatAsync();
        world.Time.Advance(TimeSpan.FromSeconds(1));

        var begun = await world.Turns.BeginAsync(chat.UserId, chat.Id, Node, Lease, """{"text":"hello"}""", Ended);
        begun.Fence.ShouldBe(new TurnFence(chat.Id, 1, Node));
        begun.Chat.ShouldNotBeNull().ShouldSatisfyAllConditions(row => row.TurnState.ShouldBe("running"), row => row.TurnNode.ShouldBe(Node), row => row.UpdatedAt.ShouldBe(world.Time.GetUtcNow()));
        (await world.Turns.BeginAsync(chat.UserId, chat.Id, Other, Lease, "2", Ended)).Refusal.ShouldBe(ChatRefusal.TurnRunning);
        (await world.Turns.BeginAsync(Other, chat.Id, Other, Lease, "3", Ended)).Refusal.ShouldBe(ChatRefusal.NoChat, "it is somebody else's");

        var answer = Message(world, 1, "4", isComplete: false);
        (await world.Turns.AppendAsync(begun.Fence!, [answer], Ended)).ShouldBeTrue();
        (await world.Turns.EndAsync(begun.Fence!, TurnState.Idle, [answer with { Json = "5", IsComplete = true }, Message(world, 2, "6")], Ended)).ShouldBeTrue();
        (await world.Turns.EndAsync(begun.Fence!, TurnState.Failed, [Message(world, 3, "7")], Ended)).ShouldBeFalse();

        (await world.Turns.ListAsync(chat.Id, 0, 0, 9, Ended)).Select(message => (message.Role, message.Json, message.IsComplete))
            .ShouldBe([("user", """{"text":"hello"}""", true), ("assistant", "5", true), ("assistant", "6", true)]);
        (await world.Turns.ListNewestAsync(chat.Id, 1, Ended)).ShouldHaveSingleItem().Json.ShouldBe("6");
        (await world.ToldAsync(HubStreams.Chats, "state")).ShouldBe([("chat_turn_changed", "start", "running"), ("chat_turn_changed", "update", "idle")]);
        (await world.VersionAsync(HubStreams.Config)).ShouldBe(0);
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => world.Turns.EndAsync(begun.Fence!, TurnState.Running, [], Ended));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "AGT-25")]
    [Trait("criterion", "AGT-26")]
    public async Task A_node_that_was_away_writes_nothing_more_and_the_turn_is_interrupted_once(string kind)
    {
        await using var world = await AgentWorld.CreateAsync(kind, server);
        var (chat, taken) = (await world.ChatAsync(), await world.ChatAsync());
        var lost = (await world.Turns.BeginAsync(chat.UserId, chat.Id, Node, Lease, "1", Ended)).Fence!;
        var passed = (await world.Turns.BeginAsync(taken.UserId, taken.Id, Node, Lease, "1", Ended)).Fence!;
        await world.WriteAsync((session, token) => session.ExecuteAsync("update chats set turn_lease_until = 0", null, token));

        (await world.Turns.RenewAsync(Node, [new TurnRow { ChatId = chat.Id, Turn = 1 }], Lease, Ended)).ShouldBeEmpty();
        (await world.Turns.AppendAsync(lost, [Message(world, 1, "2")], Ended)).ShouldBeFalse();
        var next = await world.Turns.BeginAsync(taken.UserId, taken.Id, Other, Lease, "3", Ended);
        next.Fence!.Turn.ShouldBe(2);
        (await world.Turns.InterruptAsync(Ended)).ShouldBe([new TurnRow { ChatId = chat.Id, Turn = 1 }]);
        (await world.Turns.InterruptAsync(Ended)).ShouldBeEmpty();

        (await world.Turns.EndAsync(lost, TurnState.Idle, [], Ended)).ShouldBeFalse();
        (await world.Turns.EndAsync(passed, TurnState.Idle, [Message(world, 1, "4")], Ended)).ShouldBeFalse();
        (await world.FindChatAsync(chat.Id)).TurnState.ShouldBe("interrupted");
        (await world.Turns.RenewAsync(Other, [new TurnRow { ChatId = taken.Id, Turn = 2 }], Lease, Ended)).ShouldBe([new TurnRow { ChatId = taken.Id, Turn = 2 }]);
        (await world.EventsAsync(HubStreams.Chats)).Select(row => (row.EntityId, row.Action)).ShouldBe(
            [(chat.Id.ToString("D"), "start"), (taken.Id.ToString("D"), "start"), (taken.Id.ToString("D"), "stop"), (taken.Id.ToString("D"), "start"), (chat.Id.ToString("D"), "stop")]);
        (await world.Turns.ListAsync(chat.Id, 0, 0, 9, Ended)).Select(message => message.Json).ShouldBe(["1"], "what it had stays");
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "AGT-24")]
    public async Task Who_asks_for_the_end_of_a_turn_wakes_its_node(string kind)
    {
        await using var world = await AgentWorld.CreateAsync(kind, server);
        var chat = await world.ChatAsync();
        (await world.Turns.CancelAsync(chat.UserId, chat.Id, Ended)).ShouldBeNull();
        (await world.VersionAsync(HubStreams.ChatCancels)).ShouldBe(0);
        var fence = (await world.Turns.BeginAsync(chat.UserId, chat.Id, Node, Lease, "1", Ended)).Fence!;
        (await world.Turns.CancelAsync(Other, chat.Id, Ended)).ShouldBeNull("it is somebody else's");

        (await world.Turns.CancelAsync(chat.UserId, chat.Id, Ended)).ShouldBe(1);

        (await world.VersionAsync(HubStreams.ChatCancels)).ShouldBe(1);
        (await world.Turns.ListCancelledAsync(Node, Ended)).ShouldBe([new TurnRow { ChatId = chat.Id, Turn = 1 }]);
        (await world.Turns.EndAsync(fence, TurnState.Cancelled, [], Ended)).ShouldBeTrue();
        (await world.Turns.ListCancelledAsync(Node, Ended)).ShouldBeEmpty();

        await world.Turns.BeginAsync(chat.UserId, chat.Id, Node, Lease, "2", Ended);
        (await world.Chats.DeleteAsync(Other, chat.Id, Ended)).ShouldBeFalse();
        (await world.Chats.DeleteAsync(chat.UserId, chat.Id, Ended)).ShouldBeTrue();
        (await world.VersionAsync(HubStreams.ChatCancels)).ShouldBe(2, "a turn of a chat that is gone ends, too");
        (await world.Turns.ListCancelledAsync(Node, Ended)).ShouldBe([new TurnRow { ChatId = chat.Id, Turn = 2 }]);
        (await world.Turns.ListAsync(chat.Id, 0, 0, 9, Ended)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_no_key_opens_is_shown_as_unreadable()
    {
        await using var world = await AgentWorld.CreateAsync("sqlite", server);
        var chat = await world.ChatAsync();
        await world.Turns.BeginAsync(chat.UserId, chat.Id, Node, Lease, "1", Ended);
        await world.WriteAsync((session, token) => session.ExecuteAsync("update chat_messages set sealed = x''", null, token));

        (await world.Turns.ListAsync(chat.Id, 0, 0, 9, Ended)).ShouldHaveSingleItem().Json.ShouldBeNull();
    }

    private static ChatMessage Message(AgentWorld world, int position, string json, bool isComplete = true) => new()
    {
        Id = Guid.CreateVersion7(world.Time.GetUtcNow()), Turn = 1, Position = position, Role = ChatRoles.Assistant, Json = json, IsComplete = isComplete, CreatedAt = world.Time.GetUtcNow(),
    };
}
