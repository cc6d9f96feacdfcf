using System.ClientModel;
using System.Text.Json;
using Anthropic;
using Anthropic.Models.Messages;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Responses;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Simulator.Behaviors;
using Switchyard.Simulator.Content;

// The SDK marks its Responses client as subject to change; this test is meant to notice such a change.
#pragma warning disable OPENAI001

namespace Switchyard.Gateway.Tests.Tools;

/// <summary>The official .NET clients read loops, and what they make of them is a history that a strict upstream accepts.</summary>
public sealed class OfficialClientTests
{
    private static readonly Func<SimulatedBehavior, SimulatedBehavior>[] ThreeTurns =
    [
        static b => b with { SpeaksFirst = true, Calls = [new("git__log")] },
        static b => b with { SpeaksFirst = true, Calls = [new("files__read"), new("git__log")] },
        static b => b with { SpeaksFirst = true, Calls = [new("files__read"), new("mine", """{"city":"Ulm"}""")] },
    ];

    private static string Said => SimulatedText.For(1000, 3) + SimulatedText.For(2000, 3) + SimulatedText.For(3000, 3);

    [Fact]
    [Trait("criterion", "TOL-53")]
    public async Task OpenAI_assembles_a_stream_of_three_turns_and_goes_on_with_it()
    {
        await using var rig = await ToolRig.StartAsync();
        var client = new OpenAIClient(new ApiKeyCredential(rig.Gateway.Token), new OpenAIClientOptions { Endpoint = new Uri(rig.Gateway.Address, "sim/v1") }).GetChatClient("gpt-sim");
        var options = new ChatCompletionOptions { Tools = { ChatTool.CreateFunctionTool("mine") } };
        rig.Script(ThreeTurns);
        var (text, name, id, arguments, finish, usage) = ("", "", "", "", (ChatFinishReason?)null, 0);
        await foreach (var update in client.CompleteChatStreamingAsync([new UserChatMessage("hello yard")], options, GatewayRig.Ending))
        {
            text += string.Concat(update.ContentUpdate.Select(static part => part.Text));
            foreach (var call in update.ToolCallUpdates)
            {
                call.Index.ShouldBe(0);
                name += call.FunctionName;
                id += call.ToolCallId;
                arguments += call.FunctionArgumentsUpdate;
            }

            finish = update.FinishReason ?? finish;
            usage += update.Usage?.OutputTokenCount ?? 0;
        }

        text.ShouldBe(Said);
        (name, arguments, finish).ShouldBe(("mine", """{"city":"Ulm"}""", ChatFinishReason.ToolCalls));
        usage.ShouldBe((int)(await rig.Gateway.Recorder.EndAsync()).Usage.Output);

        rig.Script(ThreeTurns[0]);
        var assistant = new AssistantChatMessage([ChatToolCall.CreateFunctionToolCall(id, name, BinaryData.FromString(arguments))]);
        assistant.Content.Add(ChatMessageContentPart.CreateTextPart(text));
        var answer = await client.CompleteChatAsync([new UserChatMessage("hello yard"), assistant, new ToolChatMessage(id, "sunny")], options, GatewayRig.Ending);
        answer.Value.FinishReason.ShouldBe(ChatFinishReason.Stop);
        answer.Value.Content[0].Text.ShouldBe(SimulatedText.For(1000, 3) + SimulatedText.For(77_000, 3));
    }

    [Fact]
    [Trait("criterion", "TOL-53")]
    public async Task Anthropic_assembles_a_stream_of_three_turns_and_goes_on_with_it()
    {
        await using var rig = await ToolRig.StartAsync();
        using var client = new AnthropicClient { BaseUrl = new Uri(rig.Gateway.Address, "claude").ToString(), ApiKey = rig.Gateway.Token };
        var parameters = new MessageCreateParams { Model = "claude-sim", MaxTokens = 64, Messages = [new UserMessageParam("hello yard")], Tools = [new Tool { Name = "mine", InputSchema = new() }] };
        rig.Script(ThreeTurns);
        var message = await client.Messages.CreateStreaming(parameters, GatewayRig.Ending).Aggregate();
        string.Concat(message.Content.Select(static block => block.TryPickText(out var part) ? part.Text : "")).ShouldBe(Said);
        message.StopReason!.Raw().ShouldBe("tool_use");
        message.Usage.OutputTokens.ShouldBe((await rig.Gateway.Recorder.EndAsync()).Usage.Output);
        message.Content.Count(static block => block.TryPickToolUse(out _)).ShouldBe(1);
        message.Content[^1].TryPickToolUse(out var use).ShouldBeTrue();

        rig.Script(static b => b);
        var more = $$$"""{"model":"claude-sim","max_tokens":64,"messages":[{"role":"user","content":"hello yard"},{"role":"assistant","content":{{{JsonSerializer.Serialize(message.RawData["content"])}}}},{"role":"user","content":[{"type":"tool_result","tool_use_id":"{{{use!.ID}}}","content":"sunny"}]}]}""";
        using var answer = await rig.Gateway.SendAsync("/claude/v1/messages", more);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(GatewayRig.Ending));
    }

    [Fact]
    [Trait("criterion", "TOL-53")]
    public async Task OpenAI_assembles_a_streamed_response_of_three_turns_and_goes_on_with_it()
    {
        await using var rig = await ToolRig.StartAsync();
        var client = new OpenAIClient(new ApiKeyCredential(rig.Gateway.Token), new OpenAIClientOptions { Endpoint = new Uri(rig.Gateway.Address, "sim/v1") }).GetResponsesClient();
        rig.Script(ThreeTurns);
        var options = new CreateResponseOptions { Model = "gpt-sim", StreamingEnabled = true, InputItems = { ResponseItem.CreateUserMessageItem("hello yard") } };
        var (text, items) = ("", new List<ResponseItem>());
        ResponseResult? completed = null;
        await foreach (var update in await client.CreateResponseStreamingAsync(options, GatewayRig.Ending))
        {
            text += (update as StreamingResponseOutputTextDeltaUpdate)?.Delta;
            if (update is StreamingResponseOutputItemDoneUpdate done)
            {
                done.OutputIndex.ShouldBe(items.Count);
                items.Add(done.Item);
            }

            completed = (update as StreamingResponseCompletedUpdate)?.Response ?? completed;
        }

        text.ShouldBe(Said);
        completed.ShouldNotBeNull().OutputItems.Count.ShouldBe(items.Count);
        completed.Usage.OutputTokenCount.ShouldBe((int)(await rig.Gateway.Recorder.EndAsync()).Usage.Output);
        var call = completed.OutputItems.OfType<FunctionCallResponseItem>().ShouldHaveSingleItem();
        call.FunctionName.ShouldBe("mine");

        rig.Script(static b => b);
        options.StreamingEnabled = false;
        completed.OutputItems.ToList().ForEach(options.InputItems.Add);
        options.InputItems.Add(ResponseItem.CreateFunctionCallOutputItem(call.CallId, "sunny"));
        ResponseResult answer = await client.CreateResponseAsync(options, GatewayRig.Ending);
        answer.Status.ShouldBe(ResponseStatus.Completed);
    }
}
