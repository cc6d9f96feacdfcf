using System.Text;
using System.Text.Json.Nodes;

namespace Switchyard.Bundles.ToyServer;

/// <summary>Lines on standard input and output.</summary>
internal sealed class Wire : IAsyncDisposable
{
    private readonly StreamReader _input = new(Console.OpenStandardInput(), Encoding.UTF8);
    private readonly Stream _output = Console.OpenStandardOutput();
    private readonly SemaphoreSlim _gate = new(1, 1);

    public Task<string?> ReadAsync() => _input.ReadLineAsync();

    public Task WriteAsync(JsonNode message) => WriteAsync(message.ToJsonString());

    public async Task WriteAsync(string line)
    {
        await _gate.WaitAsync();
        try
        {
            await _output.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));
            await _output.FlushAsync();
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Writes a line of that many bytes without ever holding it.</summary>
    public async Task WriteLongLineAsync(long bytes)
    {
        await _gate.WaitAsync();
        try
        {
            var chunk = new byte[1 << 20];
            Array.Fill(chunk, (byte)'x');
            for (var left = bytes; left > 0; left -= chunk.Length)
            {
                await _output.WriteAsync(chunk.AsMemory(0, (int)Math.Min(left, chunk.Length)));
            }

            await _output.WriteAsync("\n"u8.ToArray());
            await _output.FlushAsync();
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _input.Dispose();
        await _output.DisposeAsync();
        _gate.Dispose();
    }
}
