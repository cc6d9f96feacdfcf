using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Tests.Streaming;

namespace Switchyard.Gateway.Tests.Bridges;

public sealed class MeterFuzzTests
{
    [Theory]
    [InlineData("chat", nameof(BridgeFormat.ChatCompletions))]
    [InlineData("messages", nameof(BridgeFormat.Messages))]
    [InlineData("responses", nameof(BridgeFormat.Responses))]
    [Trait("criterion", "PRV-83")]
    public void Mutated_answers_never_break_a_meter(string name, string formatName)
    {
        var format = Enum.Parse<BridgeFormat>(formatName);
        var random = new Random(20260093);
        var bodies = Sse.Reference(RecordedStreams.Get(name)).Select(item => System.Text.Encoding.UTF8.GetBytes(item.Data)).ToArray();
        for (var round = 0; round < 3000; round++)
        {
            var (meter, _) = Meters.Stream(format, Mutation.Of(RecordedStreams.Get(name), random), upstream: Switchyard.Model.Providers.ProviderType.OpenAICompatible);
            Read(meter);

            meter.OnBody(Mutation.Of(bodies[random.Next(bodies.Length)], random));
            Read(meter);
        }
    }

    private static void Read(IResponseMeter meter)
    {
        meter.Usage.Input.ShouldBeGreaterThanOrEqualTo(0);
        meter.Usage.CacheWrite.ShouldBeGreaterThanOrEqualTo(0);
        meter.ToolCalls.ShouldNotContain(call => call.Input == null);
        _ = meter.Reasoning;
    }
}
