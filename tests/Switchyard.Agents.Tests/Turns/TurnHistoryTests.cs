using Switchyard.Agents.Turns;
using Switchyard.Gateway.Asking.Messages;
using Switchyard.Hub.Chats;
using Switchyard.Model.Chats;

namespace Switchyard.Agents.Tests.Turns;

/// <summary>What a model is told of a chat is a whole conversation, wherever a turn of it ended.</summary>
public sealed class TurnHistoryTests
{
    private static readonly MessageCall[] TwoCalls = [new("a", "agent__read_file", "{}"), new("b", "agent__read_file", "{}")];

    [Fact]
    [Trait("criterion", "AGT-25")]
    public void A_call_that_nobody_answered_is_answered_as_interrupted_before_anything_else_is_said()
    {
        var messages = TurnHistory.Read(
        [
            Message(ChatRoles.User, new MessageContent { Text = "go" }),
            Message(ChatRoles.Assistant, new MessageContent { Calls = TwoCalls }),
            Message(ChatRoles.Tool, new MessageContent { Text = "one", CallId = "b" }),
            Message(ChatRoles.User, new MessageContent { Text = "and now?" }),
        ]);

        messages.Select(static message => message.GetType()).ShouldBe([typeof(UserMessage), typeof(AssistantMessage), typeof(ToolMessage), typeof(ToolMessage), typeof(UserMessage)]);
        messages[2].ShouldBe(new ToolMessage("b", "one", IsError: false));
        var missing = messages[3].ShouldBeOfType<ToolMessage>();
        (missing.CallId, missing.IsError).ShouldBe(("a", true));
        missing.Text.ShouldContain("interrupted");
    }

    [Fact]
    public void The_newest_calls_are_answered_too_and_those_of_a_message_that_was_not_whole_are_none()
    {
        var messages = TurnHistory.Read(
        [
            Message(ChatRoles.Assistant, new MessageContent { Text = "half", Calls = TwoCalls }, isComplete: false),
            Message(ChatRoles.Assistant, new MessageContent { Calls = TwoCalls }),
        ]);

        messages[0].ShouldBeOfType<AssistantMessage>().Calls.ShouldBeEmpty();
        messages.OfType<ToolMessage>().Select(static tool => tool.CallId).ShouldBe(["a", "b"]);
    }

    [Fact]
    public void An_answer_whose_call_was_cut_off_and_a_message_without_anything_are_left_out() =>
        TurnHistory.Read(
        [
            Message(ChatRoles.Tool, new MessageContent { Text = "of an older one", CallId = "z" }),
            Message(ChatRoles.Assistant, new MessageContent(), isComplete: false),
        ]).ShouldBeEmpty();

    private static ChatMessage Message(string role, MessageContent content, bool isComplete = true) => new()
    {
        Id = Guid.Empty, Turn = 1, Position = 0, Role = role, Json = content.ToJson(), IsComplete = isComplete, CreatedAt = default,
    };
}
