using System.Buffers;
using System.IO.Pipelines;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Modules.Chains;
using Switchyard.Gateway.Streaming;

namespace Switchyard.Gateway.Tools.Loop;

/// <summary>What the client sees of a streamed loop: metered as if one upstream had sent it, and shown to the modules that look at events.</summary>
/// <param name="meter">Who reads along.</param>
/// <param name="modules">The modules, or null.</param>
/// <param name="maxEventBytes">Most bytes of one event.</param>
internal sealed class ClientSide(IResponseMeter meter, ModuleRun? modules, int maxEventBytes) : IDisposable
{
    // A little more than what an upstream may send: an event gets longer when its numbers do.
    private readonly SseScanner _scanner = new(maxEventBytes + 4096);

    /// <summary>Who reads along.</summary>
    public IResponseMeter Meter => meter;

    /// <summary>Writes what is to be sent. False when there was nothing.</summary>
    public bool Write(ReadOnlySpan<byte> bytes, PipeWriter writer)
    {
        var wrote = false;
        while (!bytes.IsEmpty)
        {
            var memory = _scanner.GetMemory();
            var count = Math.Min(memory.Length, bytes.Length);
            bytes[..count].CopyTo(memory.Span);
            _scanner.Advance(count);
            bytes = bytes[count..];
            while (modules?.Refused is null && _scanner.TryRead(out var frame))
            {
                if (frame.IsEvent)
                {
                    meter.OnEvent(frame.Name, frame.Data);
                    if (modules is { SeesEvents: true } && !modules.Event(frame.Name, frame.Data))
                    {
                        break;
                    }
                }

                writer.Write(frame.Raw);
                wrote = true;
            }
        }

        return wrote;
    }

    /// <inheritdoc />
    public void Dispose() => _scanner.Dispose();
}
