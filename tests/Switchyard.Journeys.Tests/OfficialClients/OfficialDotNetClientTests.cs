using System.ClientModel;
using Anthropic;
using Anthropic.Models.Messages;
using OpenAI;
using OpenAI.Chat;
using Switchyard.Journeys.Tests.Yards;
using Switchyard.Simulator.Content;

namespace Switchyard.Journeys.Tests.OfficialClients;

/// <summary>The official .NET clients, native and unified routes, streaming and not.</summary>
public sealed class OfficialDotNetClientTests(StandingYard standing) : IClassFixture<StandingYard>
{
    private const string Prompt = "Hello";
    private readonly Yard _yard = standing.Yard;

    [Theory]
    [InlineData("sim-openai/v1", "gpt-sim")]
    [InlineData("v1", "sim-openai/gpt-sim")]
    public async Task OpenAI_chat_blocking_and_streaming(string route, string model)
    {
        var client = new OpenAIClient(new ApiKeyCredential(_yard.AccessKey), new OpenAIClientOptions { Endpoint = new Uri(_yard.Node.DataPlane, route) }).GetChatClient(model);

        var blocking = await client.CompleteChatAsync([new UserChatMessage(Prompt)], cancellationToken: TestContext.Current.CancellationToken);
        var text = blocking.Value.Content[0].Text;
        text.ShouldBe(SimulatedText.For(SimulatedText.SeedOf(Prompt), blocking.Value.Usage.OutputTokenCount));

        var streamed = "";
        var usage = 0;
        await foreach (var update in client.CompleteChatStreamingAsync([new UserChatMessage(Prompt)], cancellationToken: TestContext.Current.CancellationToken))
        {
            streamed += string.Concat(update.ContentUpdate.Select(part => part.Text));
            usage = update.Usage?.OutputTokenCount ?? usage;
        }

        streamed.ShouldBe(text);
        usage.ShouldBe(blocking.Value.Usage.OutputTokenCount);
    }

    [Theory]
    [InlineData("sim-anthropic", "claude-sim")]
    [InlineData("", "sim-anthropic/claude-sim")]
    public async Task Anthropic_messages_blocking_and_streaming(string route, string model)
    {
        using var client = new AnthropicClient { BaseUrl = new Uri(_yard.Node.DataPlane, route).ToString().TrimEnd('/'), ApiKey = _yard.AccessKey };
        var parameters = new MessageCreateParams { Model = model, MaxTokens = 64, Messages = [new UserMessageParam(Prompt)] };

        var blocking = await client.Messages.Create(parameters, TestContext.Current.CancellationToken);
        var text = string.Concat(blocking.Content.Select(block => block.TryPickText(out var part) ? part.Text : ""));
        text.ShouldBe(SimulatedText.For(SimulatedText.SeedOf(Prompt), (int)blocking.Usage.OutputTokens));

        var streamed = "";
        var ended = false;
        await foreach (var @event in client.Messages.CreateStreaming(parameters, TestContext.Current.CancellationToken))
        {
            if (@event.TryPickContentBlockDelta(out var delta) && delta.Delta.TryPickText(out var part))
            {
                streamed += part.Text;
            }

            ended |= @event.TryPickStop(out _);
        }

        streamed.ShouldBe(text);
        ended.ShouldBeTrue();
    }
}
