using System.ClientModel;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Responses;
using Switchyard.Simulator.Content;

// The SDK marks its Responses client as subject to change; this test is meant to notice such a change.
#pragma warning disable OPENAI001

namespace Switchyard.Simulator.Tests.Sdks;

public sealed class OpenAISdkTests : SimulatorFixture
{
    private OpenAIClient Sdk => new(new ApiKeyCredential("key"), new OpenAIClientOptions { Endpoint = new Uri(Server.Address, "/v1") });

    [Fact]
    public async Task Chat_completions_work_blocking_and_streaming()
    {
        var chat = Sdk.GetChatClient("sim-tokens-30-seed-5-cached-2");

        ChatCompletion answer = await chat.CompleteChatAsync([new UserChatMessage("hi")], cancellationToken: Ending);
        answer.Content[0].Text.ShouldBe(SimulatedText.For(5, 30));
        answer.Usage.InputTokenDetails.CachedTokenCount.ShouldBe(2);

        var text = "";
        ChatTokenUsage? usage = null;
        await foreach (var update in chat.CompleteChatStreamingAsync([new UserChatMessage("hi")], cancellationToken: Ending))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
            usage = update.Usage ?? usage;
        }

        text.ShouldBe(SimulatedText.For(5, 30));
        usage.ShouldNotBeNull().OutputTokenCount.ShouldBe(30);
    }

    [Fact]
    public async Task Tool_calls_are_understood()
    {
        var options = new ChatCompletionOptions { Tools = { ChatTool.CreateFunctionTool("look", "Looks.", BinaryData.FromString("{}")) } };

        ChatCompletion answer = await Sdk.GetChatClient("sim-tools-1").CompleteChatAsync([new UserChatMessage("hi")], options, Ending);

        answer.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
        answer.ToolCalls[0].FunctionName.ShouldBe("look");
    }

    [Fact]
    public async Task Embeddings_and_models_are_understood()
    {
        var embedding = await Sdk.GetEmbeddingClient("sim").GenerateEmbeddingAsync("text", cancellationToken: Ending);
        embedding.Value.ToFloats().Length.ShouldBe(8);
        var models = await Sdk.GetOpenAIModelClient().GetModelsAsync(Ending);
        models.Value.Select(model => model.Id).ShouldContain("gpt-sim");
    }

    [Fact]
    public async Task Responses_work_blocking_and_streaming()
    {
        var responses = Sdk.GetResponsesClient();
        var options = new CreateResponseOptions { Model = "sim-tokens-30-seed-5-reasoning-2", InputItems = { ResponseItem.CreateUserMessageItem("hi") } };

        ResponseResult answer = await responses.CreateResponseAsync(options, Ending);
        answer.GetOutputText().ShouldBe(SimulatedText.For(5, 30));
        answer.Usage.OutputTokenDetails.ReasoningTokenCount.ShouldBe(2);

        var text = "";
        ResponseResult? completed = null;
        options.StreamingEnabled = true;
        await foreach (var update in await responses.CreateResponseStreamingAsync(options, Ending))
        {
            text += (update as StreamingResponseOutputTextDeltaUpdate)?.Delta;
            completed = (update as StreamingResponseCompletedUpdate)?.Response ?? completed;
        }

        text.ShouldBe(SimulatedText.For(5, 30));
        completed.ShouldNotBeNull().GetOutputText().ShouldBe(text);
    }
}
