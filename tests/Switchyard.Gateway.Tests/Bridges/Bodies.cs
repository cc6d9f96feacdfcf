using System.Buffers;
using System.Text;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Bridges.Json;
using Switchyard.Gateway.Bridges.Registry;

namespace Switchyard.Gateway.Tests.Bridges;

/// <summary>Short forms for bodies in tests.</summary>
internal static class Bodies
{
    public static RequestFacts Inspect(BridgeFormat format, string body, int maxDepth = 256)
    {
        BridgeSet.Of(format).TryInspect(Encoding.UTF8.GetBytes(body), maxDepth, out var facts, out var fault).ShouldBeTrue(fault);
        return facts;
    }

    public static string Fault(BridgeFormat format, string body, int maxDepth = 256) => Fault(format, Encoding.UTF8.GetBytes(body), maxDepth);

    public static string Fault(BridgeFormat format, byte[] body, int maxDepth = 256)
    {
        BridgeSet.Of(format).TryInspect(body, maxDepth, out _, out var fault).ShouldBeFalse();
        return fault.ShouldNotBeNull();
    }

    public static string Upstream(BridgeFormat format, string body, string? model = null)
    {
        var bridge = BridgeSet.Of(format);
        var output = new ArrayBufferWriter<byte>();
        bridge.WriteUpstreamBody(Encoding.UTF8.GetBytes(body), Inspect(format, body), model, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    public static string? Prompt(BridgeFormat format, string body)
    {
        var token = Inspect(format, body).PromptToken;
        return token.End.Value == 0 ? null : JsonText.OfToken(Encoding.UTF8.GetBytes(body)[token]);
    }

    public static string Written(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
