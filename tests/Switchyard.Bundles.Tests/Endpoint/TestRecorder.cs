using System.Threading.Channels;
using Switchyard.Bundles.Endpoint.Recording;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Endpoint;

/// <summary>Keeps what is recorded.</summary>
internal sealed class TestRecorder : IMcpRecorder
{
    private readonly Channel<McpCallRecord> _calls = Channel.CreateUnbounded<McpCallRecord>();

    /// <summary>What recording fails with, or null.</summary>
    public Exception? Fault { get; set; }

    public void Called(McpCallRecord call)
    {
        if (Fault is not null)
        {
            throw Fault;
        }

        _calls.Writer.TryWrite(call);
    }

    /// <summary>The next call; it may be recorded a moment after its answer.</summary>
    public async Task<McpCallRecord> NextAsync() => await _calls.Reader.ReadAsync(Patience.Token);
}
