using System.Text;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Bridges.Registry;
using Switchyard.Gateway.Streaming;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Tests.Bridges;

/// <summary>Runs meters over streams and bodies.</summary>
internal static class Meters
{
    /// <summary>Feeds a whole stream; <c>Relayed</c> is what a client would get.</summary>
    public static (IResponseMeter Meter, string Relayed) Stream(BridgeFormat format, ReadOnlySpan<byte> stream, bool usageRequested = false, ProviderType upstream = ProviderType.OpenAI)
    {
        var meter = Start(format, usageRequested, upstream);
        using var scanner = new SseScanner(1 << 20);
        var relayed = new List<byte>();
        while (stream.Length > 0)
        {
            var memory = scanner.GetMemory();
            var count = Math.Min(stream.Length, memory.Length);
            stream[..count].CopyTo(memory.Span);
            stream = stream[count..];
            scanner.Advance(count);
            while (scanner.TryRead(out var frame))
            {
                if (!frame.IsEvent || meter.OnEvent(frame.Name, frame.Data))
                {
                    relayed.AddRange(frame.Raw);
                }
            }
        }

        return (meter, Encoding.UTF8.GetString([.. relayed]));
    }

    public static IResponseMeter Body(BridgeFormat format, string json)
    {
        var meter = Start(format, false, ProviderType.OpenAI);
        meter.OnBody(Encoding.UTF8.GetBytes(json));
        return meter;
    }

    public static IResponseMeter Data(BridgeFormat format, params string[] data)
    {
        var meter = Start(format, false, ProviderType.OpenAI);
        foreach (var item in data)
        {
            meter.OnEvent([], Encoding.UTF8.GetBytes(item));
        }

        return meter;
    }

    public static IResponseMeter Start(BridgeFormat format, bool usageRequested, ProviderType upstream) =>
        BridgeSet.Of(format).StartMeter(new RequestFacts { Model = "m", Stream = true, UsageRequested = usageRequested }, upstream);
}
