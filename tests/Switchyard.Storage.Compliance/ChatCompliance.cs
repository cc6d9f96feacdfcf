using System.Text;
using Switchyard.Storage.Agents;
using Switchyard.Storage.Builds;
using Switchyard.Storage.Chats;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Compliance;

/// <summary>Chats, their bindings and their turns.</summary>
public abstract class ChatCompliance : StorageCompliance
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    private readonly SecretSealer _sealer = new(SecretKeyRing.Create());

    [Fact]
    [Trait("criterion", "AGT-15")]
    public async Task Chats_are_listed_by_their_last_change_page_by_page_for_their_user_alone()
    {
        var (user, web) = (NewId(), NewId());
        var rows = new List<ChatRow>();
        for (var i = 0; i < 6; i++)
        {
            rows.Add(await AddAsync(AgentRows.Chat(NewId(), user, Now) with { UpdatedAt = Now.AddSeconds(i / 2), WorkspaceId = i % 2 == 0 ? web : null, Title = $"ü {i}" }));
        }

        await AddAsync(AgentRows.Chat(NewId(), NewId(), Now.AddDays(1)));
        ChatRow[] expected = [rows[4], rows[5], rows[2], rows[3], rows[0], rows[1]];
        var seen = new List<ChatRow>();
        for (ChatCursor? after = null; ;)
        {
            var cursor = after;
            var page = await ReadAsync((session, token) => ChatTable.ListAsync(session, user, null, cursor, 4, token));
            seen.AddRange(page);
            if (page.Count < 4)
            {
                break;
            }

            after = new ChatCursor(page[^1].UpdatedAt, page[^1].Id);
        }

        seen.ShouldBe(expected);
        (await ReadAsync((session, token) => ChatTable.ListAsync(session, user, web, null, 9, token))).ShouldBe([rows[4], rows[2], rows[0]]);
    }

    [Fact]
    [Trait("criterion", "AGT-15")]
    [Trait("criterion", "AGT-17")]
    public async Task A_deleted_chat_is_not_there_its_words_are_erased_and_its_children_keep_their_line()
    {
        var chat = await AddAsync(AgentRows.Chat(NewId(), NewId(), Now) with { Title = "secret plans" });
        var child = await AddAsync(AgentRows.Chat(NewId(), chat.UserId, Now) with { ParentId = chat.Id });
        var grandchild = await AddAsync(AgentRows.Chat(NewId(), chat.UserId, Now) with { ParentId = child.Id });
        var fence = new TurnFence(chat.Id, 1, NewId());
        await BeginAsync(chat, fence.Node);
        await AppendAsync(fence, Message(chat, 0, "user", "secret"));
        (await WriteAsync((session, token) => ChatTable.UpdateAsync(session, chat.Id, "new", "other", Now.AddSeconds(1), token))).ShouldBeTrue();
        (await FindAsync(chat.Id))!.ShouldSatisfyAllConditions(row => row.Title.ShouldBe("new"), row => row.Model.ShouldBe("other"), row => row.UpdatedAt.ShouldBe(Now.AddSeconds(1)));

        (await WriteAsync((session, token) => ChatTable.DeleteAsync(session, chat.Id, Now, token))).ShouldBeTrue();

        (await FindAsync(chat.Id)).ShouldBeNull();
        (await WriteAsync((session, token) => ChatTable.LockAsync(session, chat.Id, token))).ShouldBeNull();
        (await WriteAsync((session, token) => ChatTable.DeleteAsync(session, chat.Id, Now, token))).ShouldBeFalse();
        (await WriteAsync((session, token) => ChatTable.UpdateAsync(session, chat.Id, "a", "b", Now, token))).ShouldBeFalse();
        (await ReadAsync((session, token) => ChatTable.ListAsync(session, chat.UserId, null, null, 9, token))).Select(row => row.Id).ShouldBe([child.Id, grandchild.Id]);
        (await ReadAsync((session, token) => session.QueryAsync<string>("select title from chats where deleted_at is not null", null, token))).ShouldBe([""]);
        (await ReadMessagesAsync(chat)).ShouldBeEmpty();
        (await ReadAsync((session, token) => ChatTable.ListAncestorsAsync(session, grandchild.Id, 9, token))).ShouldBe([child.Id, chat.Id]);
        (await ReadAsync((session, token) => ChatTable.ListAncestorsAsync(session, grandchild.Id, 1, token))).ShouldBe([child.Id]);
        (await ReadAsync((session, token) => ChatTable.ListAncestorsAsync(session, chat.Id, 9, token))).ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "AGT-21")]
    [Trait("criterion", "AGT-26")]
    public async Task Only_the_holder_of_a_turn_writes_its_messages()
    {
        var chat = await AddAsync(AgentRows.Chat(NewId(), NewId(), Now));
        var node = NewId();
        var fence = new TurnFence(chat.Id, (await BeginAsync(chat, node))!.Value, node);
        var (asked, answer) = (Message(chat, 0, "user", "hello"), Message(chat, 1, "assistant", "he") with { State = ChatMessageRow.Partial });

        (await AppendAsync(fence, asked)).ShouldBeTrue();
        (await AppendAsync(fence, answer)).ShouldBeTrue();
        (await AppendAsync(fence, Sealed(answer with { State = ChatMessageRow.Complete }, "hello you"))).ShouldBeTrue();
        (await AppendAsync(fence with { Node = NewId() }, Message(chat, 2, "assistant", "not mine"))).ShouldBeFalse();
        (await AppendAsync(fence with { Turn = 2 }, Message(chat, 0, "assistant", "not yet"))).ShouldBeFalse();
        (await AppendAsync(fence with { ChatId = NewId() }, Message(chat, 2, "assistant", "nowhere"))).ShouldBeFalse();
        await Should.ThrowAsync<UniqueConflictException>(() => AppendAsync(fence, Message(chat, 1, "assistant", "twice")));
        (await ReadMessagesAsync(chat)).ShouldBe([(1, 0, "user", "hello", "complete"), (1, 1, "assistant", "hello you", "complete")]);

        (await EndAsync(fence, "idle")).ShouldBeTrue();
        (await EndAsync(fence, "failed")).ShouldBeFalse("it has ended");
        (await AppendAsync(fence, Message(chat, 2, "assistant", "too late"))).ShouldBeFalse();
        (await FindAsync(chat.Id))!.ShouldSatisfyAllConditions(
            row => row.TurnState.ShouldBe("idle"), row => row.TurnNode.ShouldBe(node, "it has the events of the turn"), row => row.TurnLeaseUntil.ShouldBeNull(), row => row.UpdatedAt.ShouldBe(Now.AddSeconds(2)));

        var next = new TurnFence(chat.Id, (await BeginAsync(chat, node))!.Value, node);
        next.Turn.ShouldBe(2);
        (await AppendAsync(next, Message(chat, 0, "user", "again"))).ShouldBeTrue();
        (await ReadMessagesAsync(chat, 1, 0)).Select(row => row.Content).ShouldBe(["hello you", "again"]);
        (await ReadAsync((session, token) => ChatMessageTable.ListNewestAsync(session, chat.Id, 2, token))).Select(row => (row.Turn, row.Position)).ShouldBe([(1, 1), (2, 0)]);
        await WriteAsync((session, token) => ChatTable.DeleteAsync(session, chat.Id, Now, token));
        (await AppendAsync(next, Message(chat, 1, "assistant", "gone"))).ShouldBeFalse();
        (await ReadMessagesAsync(chat)).ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "AGT-23")]
    public async Task Of_many_nodes_that_begin_a_turn_at_once_one_does()
    {
        var chat = await AddAsync(AgentRows.Chat(NewId(), NewId(), Now));
        var nodes = Enumerable.Range(0, 4).Select(_ => (Id: NewId(), Database: Rig.Join())).ToArray();

        var turns = await Task.WhenAll(nodes.Select(node => node.Database.WriteAsync((session, token) => ChatTurnTable.BeginAsync(session, chat.Id, node.Id, Lease, Now, token), Ended)));

        turns.Count(turn => turn == 1).ShouldBe(1);
        turns.Count(turn => turn is null).ShouldBe(3);
        (await FindAsync(chat.Id))!.ShouldSatisfyAllConditions(
            row => row.TurnNode.ShouldBe(nodes[Array.IndexOf(turns, 1L)].Id), row => row.TurnState.ShouldBe("running"), row => row.TurnNumber.ShouldBe(1));
        (await BeginAsync(chat with { Id = NewId() }, nodes[0].Id)).ShouldBeNull("there is no such chat");
    }

    [Fact]
    [Trait("criterion", "AGT-25")]
    [Trait("criterion", "AGT-26")]
    public async Task A_lease_that_is_over_is_lost_also_before_somebody_takes_the_turn()
    {
        var chats = new[] { await AddAsync(AgentRows.Chat(NewId(), NewId(), Now)), await AddAsync(AgentRows.Chat(NewId(), NewId(), Now)), await AddAsync(AgentRows.Chat(NewId(), NewId(), Now)) };
        var node = NewId();
        await BeginAsync(chats[0], node);
        await BeginAsync(chats[1], node, TimeSpan.Zero);
        await BeginAsync(chats[2], NewId());
        var paused = new TurnFence(chats[1].Id, 1, node);

        var turns = chats.Select(chat => new TurnRow { ChatId = chat.Id, Turn = 1 }).ToArray();
        (await RenewAsync(node, turns)).ShouldBe([turns[0]]);
        (await RenewAsync(node, [turns[0] with { Turn = 2 }])).ShouldBeEmpty();
        (await RenewAsync(node, [])).ShouldBeEmpty();
        (await AppendAsync(paused, Message(chats[1], 0, "assistant", "late"))).ShouldBeFalse();
        (await EndAsync(paused, "idle")).ShouldBeFalse();

        (await WriteAsync((session, token) => ChatTurnTable.InterruptAsync(session, Now, 9, token))).ShouldBe([turns[1]]);
        (await WriteAsync((session, token) => ChatTurnTable.InterruptAsync(session, Now, 9, token))).ShouldBeEmpty();
        (await FindAsync(chats[1].Id))!.ShouldSatisfyAllConditions(row => row.TurnState.ShouldBe("interrupted"), row => row.TurnNode.ShouldBeNull());
        (await FindAsync(chats[0].Id))!.TurnState.ShouldBe("running");
        (await BeginAsync(chats[1], NewId())).ShouldBe(2, "the chat takes the next message");
        (await AppendAsync(paused, Message(chats[1], 0, "assistant", "later"))).ShouldBeFalse();
    }

    [Fact]
    [Trait("criterion", "AGT-25")]
    public async Task A_chat_whose_nodes_lease_is_over_takes_the_next_message_at_once()
    {
        var chat = await AddAsync(AgentRows.Chat(NewId(), NewId(), Now));
        var (dead, next) = (NewId(), NewId());
        await BeginAsync(chat, dead, TimeSpan.Zero);

        (await BeginAsync(chat, next)).ShouldBe(2);
        (await AppendAsync(new TurnFence(chat.Id, 1, dead), Message(chat, 0, "assistant", "late"))).ShouldBeFalse();
        (await AppendAsync(new TurnFence(chat.Id, 2, next), Message(chat, 0, "user", "on"))).ShouldBeTrue();
    }

    [Fact]
    [Trait("criterion", "AGT-24")]
    public async Task The_end_of_a_turn_that_runs_can_be_asked_for_and_its_node_finds_it()
    {
        var (chat, other) = (await AddAsync(AgentRows.Chat(NewId(), NewId(), Now)), await AddAsync(AgentRows.Chat(NewId(), NewId(), Now)));
        var node = NewId();
        (await AskCancelAsync(chat)).ShouldBeNull("none runs");
        await BeginAsync(chat, node);
        await BeginAsync(other, node);
        (await ListCancelledAsync(node)).ShouldBeEmpty();

        (await AskCancelAsync(chat)).ShouldBe(1);
        (await ListCancelledAsync(node)).ShouldBe([new TurnRow { ChatId = chat.Id, Turn = 1 }]);
        (await ListCancelledAsync(NewId())).ShouldBeEmpty();
        await WriteAsync((session, token) => ChatTable.DeleteAsync(session, other.Id, Now, token));
        (await ListCancelledAsync(node)).Select(turn => turn.ChatId).ShouldBe([chat.Id, other.Id]);

        await EndAsync(new TurnFence(chat.Id, 1, node), "cancelled");
        await BeginAsync(chat, node);
        (await ListCancelledAsync(node)).Select(turn => turn.ChatId).ShouldBe([other.Id], "the next turn begins without it");
    }

    [Fact]
    [Trait("criterion", "AGT-19")]
    [Trait("criterion", "AGT-33")]
    public async Task A_binding_is_written_by_whoever_has_its_workspace_and_version_and_the_chat_counts_as_unchanged()
    {
        var (web, ops) = (await AddWorkspaceAsync("web"), await AddWorkspaceAsync("ops"));
        var build = await AddBuildAsync(web);
        var agent = await AddAgentAsync(build, "main");
        var chat = await AddAsync(AgentRows.Chat(NewId(), NewId(), Now) with { WorkspaceId = web });

        (await RebindAsync(chat.Id, web, 2, agent)).ShouldBeNull("it has another version");
        (await RebindAsync(chat.Id, ops, 1, agent)).ShouldBeNull("it has another workspace");
        (await RebindAsync(chat.Id, web, 1, agent with { Id = NewId() })).ShouldBeNull("there is no such agent");
        (await RebindAsync(chat.Id, web, 1, agent)).ShouldBe(2);
        (await RebindAsync(chat.Id, web, 1, agent)).ShouldBeNull("it was bound meanwhile");
        (await FindAsync(chat.Id)).ShouldBe(chat with { BuildId = build.Id, AgentId = agent.Id, BindingVersion = 2, BindingAt = Now.AddSeconds(5) });

        (await WriteAsync((session, token) => ChatBindingTable.ChooseWorkspaceAsync(session, chat.Id, ops, "special", Now.AddSeconds(6), token))).ShouldBe(3);
        (await FindAsync(chat.Id)).ShouldBe(chat with { WorkspaceId = ops, AgentName = "special", BindingVersion = 3, BindingAt = Now.AddSeconds(6) });
        (await RebindAsync(chat.Id, web, 2, agent)).ShouldBeNull("a late repair never overwrites a newer choice");
        (await RebindAsync(chat.Id, web, 3, agent)).ShouldBeNull();

        (await WriteAsync((session, token) => ChatBindingTable.AttachAsync(session, chat.Id, 2, web, build.Id, Now, token))).ShouldBeNull();
        (await WriteAsync((session, token) => ChatBindingTable.AttachAsync(session, chat.Id, 3, web, build.Id, Now.AddSeconds(7), token))).ShouldBe(4);
        (await FindAsync(chat.Id)).ShouldBe(chat with { WorkspaceId = web, AgentName = "special", BuildId = build.Id, BindingVersion = 4, BindingAt = Now.AddSeconds(7) });

        await WriteAsync((session, token) => AgentTable.RetireBuildAsync(session, build.Id, RetiredReasons.Stopped, Now, token));
        (await RebindAsync(chat.Id, web, 4, agent)).ShouldBeNull("the agent was retired");
    }

    [Fact]
    [Trait("criterion", "AGT-36")]
    public async Task A_repair_binds_chats_that_had_an_agent_and_no_others_and_the_lists_stay_in_order()
    {
        var web = await AddWorkspaceAsync("web");
        var (old, @new) = (await AddBuildAsync(web), await AddBuildAsync(web));
        var former = await AddAgentAsync(old, "main");
        var user = NewId();
        var bound = await AddAsync(AgentRows.Chat(NewId(), user, Now) with { WorkspaceId = web, BuildId = old.Id, AgentId = former.Id });
        var named = await AddAsync(AgentRows.Chat(NewId(), user, Now) with { WorkspaceId = web, BuildId = old.Id, AgentId = former.Id, AgentName = "b" });
        var missing = await AddAsync(AgentRows.Chat(NewId(), user, Now) with { WorkspaceId = web, BuildId = old.Id, AgentId = former.Id, AgentName = "x" });
        var unbound = await AddAsync(AgentRows.Chat(NewId(), user, Now) with { WorkspaceId = web });
        var elsewhere = await AddAsync(AgentRows.Chat(NewId(), user, Now) with { WorkspaceId = NewId(), BuildId = old.Id, AgentId = former.Id });
        var before = await ListAsync(user);

        await WriteAsync((session, token) => AgentTable.RetireBuildAsync(session, old.Id, RetiredReasons.Replaced, Now, token));
        (await RepairAsync(web, @new.Id)).Select(row => (row.ChatId, row.BuildId, row.AgentId, row.Version)).ShouldBe(
            [(bound.Id, @new.Id, null, 2), (named.Id, @new.Id, null, 2), (missing.Id, @new.Id, null, 2)]);
        (await RepairAsync(web, @new.Id)).ShouldBeEmpty("there is nothing new");

        var (a, b) = (await AddAgentAsync(@new, "a"), await AddAgentAsync(@new, "b"));
        (await RepairAsync(web, @new.Id)).Select(row => (row.ChatId, row.WorkspaceId, row.BuildId, row.AgentId, row.Version)).ShouldBe(
            [(bound.Id, web, @new.Id, a.Id, 3), (named.Id, web, @new.Id, b.Id, 3)]);
        (await RepairAsync(web, @new.Id)).ShouldBeEmpty();
        (await FindAsync(unbound.Id)).ShouldBe(unbound);
        (await FindAsync(elsewhere.Id)).ShouldBe(elsewhere);
        (await FindAsync(missing.Id)).ShouldBe(missing with { BuildId = @new.Id, AgentId = null, AwaitsAgent = true, BindingVersion = 2, BindingAt = Now.AddSeconds(9) });
        (await ListAsync(user)).ShouldBe(before);

        (await RepairAsync(web, null)).Select(row => (row.ChatId, row.BuildId, row.AgentId, row.Version)).ShouldBe([(bound.Id, null, null, 4), (named.Id, null, null, 4), (missing.Id, null, null, 3)]);
        (await RepairAsync(web, null)).ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "AGT-5")]
    public async Task A_deleted_workspace_is_taken_from_its_chats()
    {
        var web = await AddWorkspaceAsync("web");
        var (chat, other) = (
            await AddAsync(AgentRows.Chat(NewId(), NewId(), Now) with { WorkspaceId = web, BuildId = NewId(), AgentId = NewId(), AgentName = "a" }),
            await AddAsync(AgentRows.Chat(NewId(), NewId(), Now) with { WorkspaceId = NewId() }));

        (await WriteAsync((session, token) => ChatBindingTable.DropWorkspaceAsync(session, web, Now.AddSeconds(1), token))).ShouldBe([new BindingRow { ChatId = chat.Id, Version = 2 }]);

        (await FindAsync(chat.Id)).ShouldBe(chat with { WorkspaceId = null, BuildId = null, AgentId = null, BindingVersion = 2, BindingAt = Now.AddSeconds(1) });
        (await FindAsync(other.Id)).ShouldBe(other);
    }

    private async Task<ChatRow> AddAsync(ChatRow row)
    {
        await WriteAsync((session, token) => ChatTable.InsertAsync(session, row, token));
        return row;
    }

    private Task<ChatRow?> FindAsync(Guid id) => ReadAsync((session, token) => ChatTable.FindAsync(session, id, token));

    private async Task<IReadOnlyList<Guid>> ListAsync(Guid user) => [.. (await ReadAsync((session, token) => ChatTable.ListAsync(session, user, null, null, 99, token))).Select(row => row.Id)];

    private async Task<Guid> AddWorkspaceAsync(string name) => (await AgentRows.AddWorkspaceAsync(Database, NewId(), name, Now, Ended)).Id;

    private Task<BuildRow> AddBuildAsync(Guid workspace) => WriteAsync((session, token) => BuildTable.InsertAsync(session, AgentRows.Build(NewId(), workspace, Now), token));

    private async Task<AgentRow> AddAgentAsync(BuildRow build, string name)
    {
        var row = AgentRows.Agent(NewId(), build, name, Now);
        await WriteAsync((session, token) => AgentTable.InsertAsync(session, row, token));
        return row;
    }

    private Task<long?> BeginAsync(ChatRow chat, Guid node, TimeSpan? lease = null) =>
        WriteAsync((session, token) => ChatTurnTable.BeginAsync(session, chat.Id, node, lease ?? Lease, Now.AddSeconds(1), token));

    private Task<bool> AppendAsync(TurnFence fence, ChatMessageRow message) => WriteAsync((session, token) => ChatTurnTable.AppendAsync(session, fence, message, token));

    private Task<bool> EndAsync(TurnFence fence, string state) => WriteAsync((session, token) => ChatTurnTable.EndAsync(session, fence, state, Now.AddSeconds(2), token));

    private Task<IReadOnlyList<TurnRow>> RenewAsync(Guid node, IReadOnlyCollection<TurnRow> turns) => WriteAsync((session, token) => ChatTurnTable.RenewAsync(session, node, turns, Lease, token));

    private Task<long?> AskCancelAsync(ChatRow chat) => WriteAsync((session, token) => ChatTurnTable.AskCancelAsync(session, chat.Id, token));

    private Task<IReadOnlyList<TurnRow>> ListCancelledAsync(Guid node) => ReadAsync((session, token) => ChatTurnTable.ListCancelledAsync(session, node, token));

    private Task<long?> RebindAsync(Guid chat, Guid workspace, long version, AgentRow agent) =>
        WriteAsync((session, token) => ChatBindingTable.RebindAsync(session, chat, workspace, version, agent.BuildId, agent.Id, Now.AddSeconds(5), token));

    private Task<IReadOnlyList<BindingRow>> RepairAsync(Guid workspace, Guid? build) => WriteAsync((session, token) => ChatBindingTable.RepairAsync(session, workspace, build, Now.AddSeconds(9), token));

    private ChatMessageRow Message(ChatRow chat, int position, string role, string content) =>
        Sealed(new ChatMessageRow { Id = NewId(), ChatId = chat.Id, Turn = 0, Position = position, Role = role, Sealed = [], CreatedAt = Now }, content);

    private ChatMessageRow Sealed(ChatMessageRow row, string content) => row with { Sealed = _sealer.Seal("chat_messages", "sealed", row.Id, Encoding.UTF8.GetBytes(content)) };

    private async Task<IReadOnlyList<(long Turn, int Position, string Role, string Content, string State)>> ReadMessagesAsync(ChatRow chat, long turn = 0, int position = 0)
    {
        var rows = await ReadAsync((session, token) => ChatMessageTable.ListAsync(session, chat.Id, turn, position, 99, token));
        return [.. rows.Select(row => (row.Turn, row.Position, row.Role, _sealer.TryOpen("chat_messages", "sealed", row.Id, row.Sealed, out var content) ? content! : "sealed", row.State))];
    }
}
