using Anthropic;
using Anthropic.Models.Messages;
using Switchyard.Simulator.Content;

namespace Switchyard.Simulator.Tests.Sdks;

public sealed class AnthropicSdkTests : SimulatorFixture
{
    private AnthropicClient Sdk => new() { ApiKey = "key", BaseUrl = Server.Address.ToString(), ResponseValidation = true, MaxRetries = 0 };

    [Fact]
    public async Task A_message_is_understood()
    {
        var message = await Sdk.Messages.Create(Ask("sim-tokens-30-seed-5-reasoning-2-cached-3"), Ending);

        message.Content.Count.ShouldBe(2);
        message.Content[0].TryPickThinking(out _).ShouldBeTrue();
        message.Content[1].TryPickText(out var text).ShouldBeTrue();
        text!.Text.ShouldBe(SimulatedText.For(5, 30));
        message.Usage.CacheReadInputTokens.ShouldBe(3);
        message.Usage.OutputTokens.ShouldBe(32);
    }

    [Fact]
    public async Task A_stream_is_understood()
    {
        var text = "";
        var stopped = false;
        await foreach (var item in Sdk.Messages.CreateStreaming(Ask("sim-tokens-30-seed-5-reasoning-2"), Ending))
        {
            if (item.TryPickContentBlockDelta(out var delta) && delta.Delta.TryPickText(out var part))
            {
                text += part.Text;
            }

            stopped |= item.TryPickStop(out _);
        }

        text.ShouldBe(SimulatedText.For(5, 30));
        stopped.ShouldBeTrue();
    }

    [Fact]
    public async Task Tool_use_is_understood()
    {
        var message = await Sdk.Messages.Create(Ask("sim-tools-1"), Ending);

        message.Content[0].TryPickToolUse(out var use).ShouldBeTrue();
        use!.Input.ContainsKey("query").ShouldBeTrue();
    }

    private static MessageCreateParams Ask(string model) => new() { MaxTokens = 1000, Messages = [new UserMessageParam("hi")], Model = model };
}
