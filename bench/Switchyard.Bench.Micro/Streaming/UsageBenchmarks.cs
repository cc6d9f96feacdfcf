using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Bridges.Registry;
using Switchyard.Gateway.Streaming;
using Switchyard.Model.Providers;

namespace Switchyard.Bench.Micro.Streaming;

/// <summary>Reading the usage out of a stream of chat completion chunks while it passes: found event by event, each read, the last ones counted.</summary>
public class UsageBenchmarks
{
    private const int Input = 36;

    private byte[] _stream = [];

    /// <summary>Events with text; one with usage and the end mark follow.</summary>
    [Params(10, 1_000)]
    public int Events { get; set; }

    /// <summary>Writes the stream.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var text = new StringBuilder();
        for (var number = 0; number < Events; number++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $$"""data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1767225600,"model":"gpt-5","choices":[{"index":0,"delta":{"content":"token {{number}}"},"logprobs":null,"finish_reason":null}]}""").Append("\n\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"data: {{\"id\":\"chatcmpl-1\",\"choices\":[],\"usage\":{{\"prompt_tokens\":{Input},\"completion_tokens\":20,\"total_tokens\":56}}}}\n\ndata: [DONE]\n\n");
        _stream = Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>The whole stream, in pieces of 4 KiB as a socket gives them.</summary>
    [Benchmark]
    public long Meter()
    {
        var meter = BridgeSet.Of(BridgeFormat.ChatCompletions).StartMeter(new RequestFacts { Model = "gpt-5", Stream = true, UsageRequested = true }, ProviderType.OpenAI);
        using var scanner = new SseScanner(1 << 20);
        for (var rest = _stream.AsSpan(); rest.Length > 0;)
        {
            var memory = scanner.GetMemory();
            var count = Math.Min(Math.Min(rest.Length, 4096), memory.Length);
            rest[..count].CopyTo(memory.Span);
            rest = rest[count..];
            scanner.Advance(count);
            while (scanner.TryRead(out var frame))
            {
                if (frame.IsEvent)
                {
                    meter.OnEvent(frame.Name, frame.Data);
                }
            }
        }

        return meter.Usage.Input == Input ? meter.Usage.Output : throw new InvalidOperationException("the usage was not found");
    }
}
